using DaRec.Diagnostics.Theorems;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Theorems;

public sealed class Theorem2Tests
{
    private static readonly Theorem2Options Small = new() { SeedCount = 2, RowCount = 200, Steps = 20, Width = 4 };

    [Fact]
    public void Run_MeasuresEveryMethodOnEveryTask()
    {
        var results = Theorem2.Run(Small);

        results.Select(result => result.Task).Should().Equal(Enum.GetValues<Theorem2Task>());
        foreach (var result in results)
        {
            result.Measurements.Select(one => one.Method).Should().Equal(Enum.GetValues<Theorem2Method>());
            result.Measurements.Should().OnlyContain(one => one.RelevantBits.Mean > 0.2 && one.RelevantBits.Mean < 3);
            result.Measurements.Should().OnlyContain(one => one.IrrelevantBits.Mean >= 0 && one.IrrelevantBits.Mean < 3);
            result.RelevantGainBits.Mean.Should().BeApproximately(
                result.Measurements[0].RelevantBits.Mean - result.Measurements[1].RelevantBits.Mean, 1e-12);
            result.Summary.Should().HaveCount(2);
        }
    }

    [Fact]
    public void Run_IsTheSame_WithTheSameSeed_AndLeavesNoTensor()
    {
        var first = Theorem2.Run(Small);
        IReadOnlyList<Theorem2Result> second = [];

        LiveTensors.LeftBy(() => second = Theorem2.Run(Small)).Should().Be(0);

        second[1].IrrelevantGainBits.Mean.Should().Be(first[1].IrrelevantGainBits.Mean);
        second[0].RelevantGainBits.High.Should().Be(first[0].RelevantGainBits.High);
    }

    [Fact]
    public void MeanInterval_IsStudents()
    {
        var interval = new MeanInterval([1, 2, 3, 4, 5]);

        // s = √2.5, t* = 2.7764451 with 4 degrees of freedom
        interval.Mean.Should().Be(3);
        interval.High.Should().BeApproximately(3 + (2.7764451051977987 * Math.Sqrt(0.5)), 1e-9);
        (interval.High - 3).Should().BeApproximately(3 - interval.Low, 1e-15);
        interval.Count.Should().Be(5);
    }

    [Fact]
    public void Verdicts_FollowTheIntervals()
    {
        var (more, less, open) = (new MeanInterval([1, 1.1]), new MeanInterval([-1, -1.1]), new MeanInterval([-1, 1.1]));

        Of(more, more).Should().Be((TheoremVerdict.Agrees, TheoremVerdict.Contradicts));
        Of(less, less).Should().Be((TheoremVerdict.Contradicts, TheoremVerdict.Agrees));
        Of(open, open).Should().Be((TheoremVerdict.Undecided, TheoremVerdict.Undecided));
        new Theorem2Result(Theorem2Task.Shared, [], less, more).Summary.Should().SatisfyRespectively(
            first => first.Should().Contain("contradicts it").And.Contain("1.050 bits less of the task"),
            second => second.Should().Contain("contradicts it").And.Contain("1.050 bits more of factors"));

        static (TheoremVerdict, TheoremVerdict) Of(MeanInterval relevant, MeanInterval irrelevant)
        {
            var result = new Theorem2Result(Theorem2Task.Shared, [], relevant, irrelevant);
            return (result.RelevantVerdict, result.IrrelevantVerdict);
        }
    }

    [Fact]
    public void Factors_AreWhereTheyAreSaidToBe()
    {
        using var generator = new Generator(1);
        var (rows, _) = PlantedFactors.Draw(4000, noise: 0, generator);

        // Signs of shared factors are read from either side, those of specific ones from their own side alone.
        Reads(rows.Collaborative, rows.Irrelevant[0]).Should().BeGreaterThan(0.9);
        Reads(rows.Language, rows.Irrelevant[0]).Should().BeGreaterThan(0.9);
        Reads(rows.Collaborative, rows.Irrelevant[1]).Should().BeGreaterThan(0.9);
        Reads(rows.Language, rows.Irrelevant[1]).Should().BeLessThan(0.02);
        Reads(rows.Collaborative, rows.Irrelevant[2]).Should().BeLessThan(0.02);
        Reads(rows.Language, rows.Irrelevant[2]).Should().BeGreaterThan(0.9);
        rows.Labels(Theorem2Task.Shared).Distinct().Should().BeEquivalentTo([0, 1, 2, 3]);
        rows.Labels(Theorem2Task.SharedAndSpecific).Distinct().Should().HaveCount(8);

        static double Reads(Tensor rows, int[] signs) => new DaRec.Diagnostics.Information.ProbeEstimator().Estimate(rows, signs).Bits;
    }

    [Fact]
    public void Options_SayWhatIsWrong()
    {
        new Action(() => _ = Small with { SeedCount = 1 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("SeedCount");
        new Action(() => _ = Small with { Noise = double.NaN }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Noise");
    }
}
