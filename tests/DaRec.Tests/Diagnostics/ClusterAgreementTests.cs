using DaRec.Diagnostics;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class ClusterAgreementTests
{
    [Theory]
    [InlineData(3, 5)]
    [InlineData(2, 2)]
    [InlineData(10, 40)]
    public void Figures_AreTheDefinitions(int ofA, int ofB)
    {
        var random = new Random(1);
        int[] a = [.. Enumerable.Range(0, 60).Select(_ => random.Next(ofA))];
        int[] b = [.. a.Select(cluster => random.Next(3) > 0 ? cluster * 7 : random.Next(ofB))];

        ClusterAgreement.AdjustedRandIndex(Numbers(a), Numbers(b)).Should().BeApproximately(NaiveDiagnostics.AdjustedRand(a, b), 1e-12);
        ClusterAgreement.NormalizedMutualInformation(Numbers(a), Numbers(b))
            .Should().BeApproximately(NaiveDiagnostics.NormalizedInformation(a, b), 1e-12);
    }

    [Theory]
    [InlineData(new[] { 0, 0, 1, 1, 2 }, new[] { 5, 5, 3, 3, 9 })]
    [InlineData(new[] { 0, 0, 0 }, new[] { 7, 7, 7 })]
    [InlineData(new[] { 0, 1, 2 }, new[] { 2, 0, 1 })]
    public void Figures_AreOne_ForTheSameClustersByOtherNames(int[] a, int[] b)
    {
        ClusterAgreement.AdjustedRandIndex(Numbers(a), Numbers(b)).Should().Be(1);
        ClusterAgreement.NormalizedMutualInformation(Numbers(a), Numbers(b)).Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void Figures_AreZero_WhereOneSideHasOneCluster()
    {
        var (one, many) = (zeros(6, dtype: ScalarType.Int64), Numbers(0, 0, 1, 1, 2, 2));

        ClusterAgreement.AdjustedRandIndex(one, many).Should().Be(0);
        ClusterAgreement.NormalizedMutualInformation(one, many).Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void AdjustedRandIndex_IsAboutZero_ForUnrelatedClusters()
    {
        var random = new Random(3);
        int[] Draw() => [.. Enumerable.Range(0, 3000).Select(_ => random.Next(8))];

        ClusterAgreement.AdjustedRandIndex(Numbers(Draw()), Numbers(Draw())).Should().BeApproximately(0, 0.01);
    }

    [Fact]
    public void Figures_RefuseOtherNumbersOfRowsAndOtherTypes()
    {
        FluentActions.Invoking(() => ClusterAgreement.AdjustedRandIndex(Numbers(0, 1), Numbers(0, 1, 2)))
            .Should().Throw<ArgumentException>().WithMessage("Expected a cluster for each of the 2 rows of a, got 3*");
        FluentActions.Invoking(() => ClusterAgreement.NormalizedMutualInformation(zeros(3), Numbers(0, 1, 2)))
            .Should().Throw<ArgumentException>().WithMessage("*int64*");
    }

    [Fact]
    public void Figures_LeaveNoTensorBehind()
    {
        var (a, b) = (Numbers(0, 1, 1), Numbers(1, 1, 0));

        LiveTensors.LeftBy(() => ClusterAgreement.AdjustedRandIndex(a, b)).Should().Be(0);
    }

    private static Tensor Numbers(params int[] clusters) => tensor(clusters).to(ScalarType.Int64);
}
