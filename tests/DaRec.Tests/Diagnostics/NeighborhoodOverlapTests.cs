using DaRec.Diagnostics;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics;

public sealed class NeighborhoodOverlapTests
{
    private readonly Tensor _rows = Tensors.Random(50, 4, seed: 1);
    private readonly Tensor _others = Tensors.Random(50, 6, seed: 2).add(cat([Tensors.Random(50, 4, seed: 1), zeros(50, 2)], 1));

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(49)]
    public void Overlap_IsTheMeanShareOfCommonNeighbours(int k)
    {
        var expected = NaiveDiagnostics.Overlap(_rows.ToArray(), _others.ToArray(), k);

        NeighborhoodOverlap.Of(_rows, _others, k).Should().BeApproximately(expected, 1e-12);
        NeighborhoodOverlap.Of(_others, _rows, k).Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Overlap_IsOne_WhereRowsAreTurnedAndEachIsScaled() => NeighborhoodOverlap
        .Of(_rows, _rows.mm(Tensors.Rotation(4)).mul(Tensors.Random(50, 1, 3).exp()), 7).Should().Be(1);

    [Fact]
    public void Overlap_IsThatOfChance_ForUnrelatedTables() =>
        NeighborhoodOverlap.Of(Tensors.Random(600, 5, 1), Tensors.Random(600, 5, 2)).Should().BeApproximately(10 / 599.0, 0.006);

    [Fact]
    public void Overlap_OfDrawnRows_IsNearThatOfAll_AndTheSameForASeed()
    {
        var (a, b) = (Tensors.Random(400, 4, 1), Tensors.Random(400, 4, 2).add(Tensors.Random(400, 4, 1)));

        var drawn = NeighborhoodOverlap.Of(a, b, rowCount: 150, seed: 5);

        drawn.Should().BeApproximately(NeighborhoodOverlap.Of(a, b), 0.05).And.NotBe(NeighborhoodOverlap.Of(a, b));
        NeighborhoodOverlap.Of(a, b, rowCount: 150, seed: 5).Should().Be(drawn);
    }

    [Fact]
    public void Overlap_BreaksTiesByRowNumber() => NeighborhoodOverlap.Of(ones(6, 2), ones(6, 3), 2).Should().Be(1);

    [Fact]
    public void Overlap_RefusesAsManyNeighboursAsRows() => FluentActions.Invoking(() => NeighborhoodOverlap.Of(_rows, _others, 50))
        .Should().Throw<ArgumentException>().WithMessage("*n ≥ 51*");

    [Fact]
    public void Overlap_LeavesNoTensorBehind() => LiveTensors.LeftBy(() => NeighborhoodOverlap.Of(_rows, _others)).Should().Be(0);
}
