using DaRec.Recommenders.Training;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Training;

public class TrainerOptionsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    public void Counts_Throw_BelowOne(int value)
    {
        Throws(nameof(TrainerOptions.MaxEpochs), () => new TrainerOptions { MaxEpochs = value });
        Throws(nameof(TrainerOptions.EvaluateEvery), () => new TrainerOptions { EvaluateEvery = value });
        Throws(nameof(TrainerOptions.BatchSize), () => new TrainerOptions { BatchSize = value });
        Throws(nameof(TrainerOptions.Cutoff), () => new TrainerOptions { Cutoff = value });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1e-3)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void LearningRate_Throws_UnlessPositiveAndFinite(double value) =>
        Throws(nameof(TrainerOptions.LearningRate), () => new TrainerOptions { LearningRate = value });

    [Fact]
    public void Stop_Throws_WithoutARule() =>
        new Action(() => _ = new TrainerOptions { Stop = null! }).Should().Throw<ArgumentNullException>().WithParameterName(nameof(TrainerOptions.Stop));

    [Fact]
    public void Defaults_AreValid()
    {
        var options = new TrainerOptions();

        (options with { }).Should().Be(options);
        (options with { BatchSize = null }).Should().Be(options);
        (options with { Seed = -1 }).Seed.Should().Be(-1);
    }

    [Theory]
    [InlineData(null, 1, 1)]
    [InlineData(null, 9, 1)]
    [InlineData(null, 25, 2)]
    [InlineData(null, 40959, 4095)]
    [InlineData(null, 40960, 4096)]
    [InlineData(null, 10_000_000, 4096)]
    [InlineData(7, 3, 7)]
    [InlineData(10_000, 10_000_000, 10_000)]
    public void BatchSizeFor_GivesTenStepsAnEpoch_UnlessAskedOtherwise(int? batchSize, int interactions, int expected) =>
        new TrainerOptions { BatchSize = batchSize }.BatchSizeFor(interactions).Should().Be(expected);

    private static void Throws(string property, Func<TrainerOptions> create) =>
        create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(property);
}
