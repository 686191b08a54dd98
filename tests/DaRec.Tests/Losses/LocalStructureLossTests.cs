using DaRec.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class LocalStructureLossTests
{
    [Theory]
    [InlineData(MatchingMethod.Greedy)]
    [InlineData(MatchingMethod.Optimal)]
    public void Loss_IsZero_WhenCentersAreTheSameOrthogonalSetInAnotherOrder(MatchingMethod matching)
    {
        var centers = Tensors.Rotation(4);

        new LocalStructureLoss(matching).call(centers, centers.flip(0)).ToDouble().Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void Loss_LeavesOutTheSecondSum_WhenThereIsOneCenter()
    {
        var loss = new LocalStructureLoss();

        loss.call(tensor(new double[,] { { 1, 0 } }), tensor(new double[,] { { 0, 1 } })).ToDouble().Should().BeApproximately(1, 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    public void Loss_EqualsTheReference(long k)
    {
        var (a, b) = (Tensors.Random(k, 5, 1), Tensors.Random(k, 5, 2));

        new LocalStructureLoss().call(a, b).ToDouble()
            .Should().BeApproximately(NaiveLosses.LocalStructure(a.ToArray(), b.ToArray()), 1e-10);
    }

    [Fact]
    public void Loss_DoesNotDependOnTheOrderOfCenters()
    {
        var (a, b) = (Tensors.Random(6, 5, 1), Tensors.Random(6, 5, 2));
        var loss = new LocalStructureLoss();

        loss.call(a.flip(0), b.roll(2, 0)).ToDouble().Should().BeApproximately(loss.call(a, b).ToDouble(), 1e-12);
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        var (a, b) = (Tensors.Random(4, 3, 1), Tensors.Random(4, 3, 2));
        var loss = new LocalStructureLoss();

        FiniteDifferences.ShouldMatchGradient(x => loss.call(x, b), a);
        FiniteDifferences.ShouldMatchGradient(x => loss.call(a, x), b);
    }

    [Fact]
    public void Call_LeavesOneLiveTensor()
    {
        var (a, b) = (Tensors.Random(4, 3, 1).Leaf(), Tensors.Random(4, 3, 2).Leaf());
        var loss = new LocalStructureLoss();

        LiveTensors.ShouldStay(1, () => loss.call(a, b));
    }
}
