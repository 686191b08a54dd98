using DaRec.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class NeighborhoodStructureLossTests
{
    [Fact]
    public void Loss_IsZero_WhenNeighborhoodsAgree()
    {
        var rows = Tensors.Random(8, 4);

        new NeighborhoodStructureLoss(centerLanguage: false).call(rows.mm(Tensors.Rotation(4)).mul(3), rows)
            .ToDouble().Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void Loss_IsZero_WhenEachRowHasOneNeighbor()
    {
        new NeighborhoodStructureLoss().call(Tensors.Random(2, 4, 1), Tensors.Random(2, 5, 2)).ToDouble().Should().Be(0);
    }

    [Fact]
    public void Loss_IgnoresTheMeanText_WhenItCenters()
    {
        var (ours, texts) = (Tensors.Random(8, 4, 1), Tensors.Random(8, 6, 2));
        var loss = new NeighborhoodStructureLoss();

        loss.call(ours, texts.add(5)).ToDouble().Should().BeApproximately(loss.call(ours, texts).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.5, false)]
    public void Loss_EqualsTheReference(double temperature, bool center)
    {
        var (ours, texts) = (Tensors.Random(9, 4, 1), Tensors.Random(9, 6, 2));
        var weights = Enumerable.Range(1, 9).Select(i => 1.0 / i).ToArray();
        var loss = new NeighborhoodStructureLoss(temperature, center);

        loss.call(ours, texts).ToDouble()
            .Should().BeApproximately(NaiveLosses.Neighborhood(ours.ToArray(), texts.ToArray(), temperature, center), 1e-10);
        loss.call(ours, texts, tensor(weights)).ToDouble()
            .Should().BeApproximately(NaiveLosses.Neighborhood(ours.ToArray(), texts.ToArray(), temperature, center, weights), 1e-10);
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        var (ours, texts) = (Tensors.Random(6, 3, 1), Tensors.Random(6, 5, 2));

        FiniteDifferences.ShouldMatchGradient(x => new NeighborhoodStructureLoss(0.3).call(x, texts), ours);
    }

    [Fact]
    public void Texts_GetNoGradient()
    {
        var (ours, texts) = (Tensors.Random(6, 3, 1).Leaf(), Tensors.Random(6, 5, 2).Leaf());

        new NeighborhoodStructureLoss().call(ours, texts).backward();

        texts.grad.Should().BeNull();
        ours.grad.Should().NotBeNull();
    }

    [Fact]
    public void Call_LeavesOneLiveTensor()
    {
        var (ours, texts) = (Tensors.Random(6, 3, 1).Leaf(), Tensors.Random(6, 5, 2));
        var loss = new NeighborhoodStructureLoss();

        LiveTensors.ShouldStay(1, () => loss.call(ours, texts));
    }
}
