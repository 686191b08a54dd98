using DaRec.Recommenders.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class InfoNceLossTests
{
    private readonly Tensor _anchors = Tensors.Random(6, 4);
    private readonly Tensor _candidates = Tensors.Random(9, 4, 2);

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.2)]
    [InlineData(3)]
    public void Call_IsTheReference(double temperature)
    {
        using var loss = new InfoNceLoss(temperature);
        var positives = _candidates.narrow(0, 2, 6);

        var value = loss.call(_anchors, positives, _candidates).ToDouble();

        value.Should().BeApproximately(
            NaiveContrast.InfoNce(_anchors.ToArray(), positives.ToArray(), _candidates.ToArray(), temperature), 1e-12);
    }

    [Fact]
    public void Call_HasTheGradientOfFiniteDifferences_ForEachArgument()
    {
        using var loss = new InfoNceLoss(0.3);
        var positives = Tensors.Random(6, 4, 3);

        FiniteDifferences.ShouldMatchGradient(x => loss.call(x, positives, _candidates), _anchors);
        FiniteDifferences.ShouldMatchGradient(x => loss.call(_anchors, x, _candidates), positives);
        FiniteDifferences.ShouldMatchGradient(x => loss.call(_anchors, positives, x), _candidates);
        FiniteDifferences.ShouldMatchGradient(x => loss.InBatch(_anchors, x), positives);
    }

    [Fact]
    public void Call_DoesNotSee_LengthsOrRotations()
    {
        using var loss = new InfoNceLoss();
        var positives = Tensors.Random(6, 4, 3);
        var rotation = Tensors.Rotation(4);
        var expected = loss.call(_anchors, positives, _candidates);

        Tensors.Difference(loss.call(_anchors.mul(7), positives.mul(0.1), _candidates.mul(3)), expected).Should().BeLessThan(1e-12);
        Tensors.Difference(loss.call(_anchors.mm(rotation), positives.mm(rotation), _candidates.mm(rotation)), expected)
            .Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Call_IsTheLogOfTheNumber_WhereAllAreAlike()
    {
        using var loss = new InfoNceLoss();
        var same = ones(8, 3, dtype: ScalarType.Float64);

        loss.InBatch(same, same).ToDouble().Should().BeApproximately(Math.Log(8), 1e-12);
    }

    [Fact]
    public void Weights_AndCounts_StandForRepeatedRows()
    {
        using var loss = new InfoNceLoss();
        long[] repeated = [0, 0, 1, 2, 2, 2];
        var (anchors, rows) = (_anchors.narrow(0, 0, 3), tensor(repeated));
        var positives = _candidates.narrow(0, 0, 3);

        var whole = loss.InBatch(anchors.index_select(0, rows), positives.index_select(0, rows));

        var counts = tensor(new double[] { 2, 1, 3 });
        Tensors.Difference(loss.Weighted(anchors, positives, positives, counts.div(6), counts), whole).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Call_LeavesOneLiveTensor()
    {
        using var loss = new InfoNceLoss();
        var leaf = _anchors.Leaf();

        LiveTensors.ShouldStay(1, () => loss.call(leaf, leaf, _candidates));
    }

    [Fact]
    public void Call_Throws_ForRowsThatDoNotFit()
    {
        using var loss = new InfoNceLoss();

        Throws("positives", () => loss.call(_anchors, _candidates, _candidates));
        Throws("candidates", () => loss.call(_anchors, _anchors, Tensors.Random(3, 5)));
        Throws("weights", () => loss.Weighted(_anchors, _anchors, _candidates, Ones(3)));
        Throws("weights", () => loss.Weighted(_anchors, _anchors, _candidates, Ones(6).neg()));
        Throws("weights", () => loss.Weighted(_anchors, _anchors, _candidates, ones(6)));
        Throws("counts", () => loss.Weighted(_anchors, _anchors, _candidates, Ones(6), Ones(3)));
        Throws("counts", () => loss.Weighted(_anchors, _anchors, _candidates, Ones(6), tensor(new double[] { 1, 1, 0, 1, 1, 1, 1, 1, 1 })));
        Throws("counts", () => loss.Weighted(_anchors, _anchors, _candidates, Ones(6), ones(9)));
        new Action(() => _ = new InfoNceLoss(0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("temperature");

        static Tensor Ones(int count) => ones(count, dtype: ScalarType.Float64);

        static void Throws(string parameter, Action call) => call.Should().Throw<ArgumentException>().WithParameterName(parameter);
    }
}
