using DaRec.Recommenders.Graphs;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Graphs;

public class SumOfPowersTests
{
    public static TheoryData<int, int, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, ScalarType, double>();
            foreach (var width in new[] { 1, 3, 8, 31, 33, 64, 100 })
            {
                foreach (var highest in new[] { 0, 1, 2, 3, 6 })
                {
                    cases.Add(width, highest, ScalarType.Float32, 1e-5);
                    cases.Add(width, highest, ScalarType.Float64, 1e-12);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SumOfPowers_IsTheDenseSum_InValueAndGradient(int width, int highest, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var matrix = SparseEntries.Random(21, 21, 60).ToMatrix(); // not symmetric: the gradient takes the transpose
        using var dropped = matrix.DropEntries(0.7, new Random(4));
        var (dense, weights) = (Tensors.Random(21, width, dtype: dtype), Tensors.Random(21, width, seed: 2, dtype));
        var factor = dropped.ToDense(ScalarType.Float64);

        var (_, gradient) = Tensors.Differentiate(x => dropped.SumOfPowers(x, highest).mul(weights).sum(), dense);

        Tensors.Difference(dropped.SumOfPowers(dense, highest), DenseSum(factor, dense, highest)).Should().BeLessThan(tolerance);
        Tensors.Difference(gradient, DenseSum(factor.t(), weights, highest)).Should().BeLessThan(tolerance);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void SumOfPowers_IsTheDenseSum_OfFewRows(int rows)
    {
        using var matrix = SparseEntries.Random(rows, rows, 4).ToMatrix();
        var dense = Tensors.Random(rows, 5);

        Tensors.Difference(matrix.SumOfPowers(dense, 3), DenseSum(matrix.ToDense(ScalarType.Float64), dense, 3)).Should().BeLessThan(1e-12);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void SumOfPowersOnDevices_IsTheSame(int width, int highest, ScalarType dtype, double tolerance)
    {
        using var matrix = SparseEntries.Random(21, 21, 60).ToMatrix();
        var (dense, weights) = (Tensors.Random(21, width, dtype: dtype), Tensors.Random(21, width, seed: 2, dtype));

        var (value, gradient) = Tensors.Differentiate(x => DeviceProduct.SumOfPowers(matrix, x, highest).mul(weights).sum(), dense);

        var (expectedValue, expectedGradient) = Tensors.Differentiate(x => matrix.SumOfPowers(x, highest).mul(weights).sum(), dense);
        Tensors.Difference(value, expectedValue).Should().BeLessThan(tolerance);
        Tensors.Difference(gradient, expectedGradient).Should().BeLessThan(tolerance);
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        using var matrix = SparseEntries.Random(5, 5, 12).ToMatrix();

        FiniteDifferences.ShouldMatchGradient(x => matrix.SumOfPowers(x, 3).square().sum(), Tensors.Random(5, 3));
    }

    [Fact]
    public void SumOfPowers_TakesStridedTensors_AndExpandedGradients()
    {
        using var matrix = SparseEntries.Random(9, 9, 30).ToMatrix();
        var dense = Tensors.Random(5, 9).Leaf();

        var sum = matrix.SumOfPowers(dense.t(), 2);
        sum.sum().backward();

        var factor = matrix.ToDense(ScalarType.Float64);
        Tensors.Difference(sum, DenseSum(factor, dense.t(), 2)).Should().BeLessThan(1e-12);
        Tensors.Difference(dense.grad!.t(), DenseSum(factor.t(), ones(9, 5, dtype: ScalarType.Float64), 2)).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void SumOfPowers_GivesTheSameBits_WithAnyNumberOfThreads(ScalarType dtype)
    {
        using var matrix = SparseEntries.Random(900, 900, 20_000).ToMatrix();
        using var dropped = matrix.DropEntries(0.8, new Random(3));
        var start = Tensors.Random(900, 33, dtype: dtype);

        Threads.ShouldNotMatter(() =>
        {
            var dense = start.Leaf();
            var sum = dropped.SumOfPowers(dense, 3);
            sum.square().sum().backward();
            return [.. sum.detach().bytes, .. dense.grad!.bytes];
        });
    }

    [Fact]
    public void SumOfPowers_LeavesOneLiveTensor_AndItsArgumentAlone()
    {
        using var matrix = SparseEntries.Random(6, 6, 12).ToMatrix();
        var dense = Tensors.Random(6, 3).Leaf();
        var copy = dense.detach().clone();

        foreach (var highest in new[] { 0, 1, 2, 3 })
        {
            LiveTensors.ShouldStay(1, () => matrix.SumOfPowers(dense, highest));
            LiveTensors.ShouldStay(1, () => DeviceProduct.SumOfPowers(matrix, dense, highest));
        }

        Tensors.Difference(dense, copy).Should().Be(0);
    }

    [Fact]
    public void AStepOfDropout_TakesNoManagedMemory_ThatGrowsWithTheGraph()
    {
        using var matrix = SparseEntries.Random(500, 500, 40_000).ToMatrix(); // 160 kB of values
        var (dense, random) = (Tensors.Random(500, 8).Leaf(), new Random(1));

        ManagedMemory.TakenBy(() =>
        {
            using var scope = NewDisposeScope();
            using var dropped = matrix.DropEntries(0.8, random);
            dropped.SumOfPowers(dense, 3).sum().backward();
        }).Should().BeLessThan(20_000);
    }

    [Fact]
    public void SumOfPowers_Throws_ForBadArguments()
    {
        using var square = SparseEntries.Random(6, 6, 12).ToMatrix();
        using var wide = SparseEntries.Random(6, 5, 12).ToMatrix();

        square.Invoking(it => it.SumOfPowers(null!, 1)).Should().Throw<ArgumentNullException>().WithParameterName("dense");
        square.Invoking(it => it.SumOfPowers(zeros(5, 3), 1)).Should().Throw<ArgumentException>().WithParameterName("dense");
        square.Invoking(it => it.SumOfPowers(zeros(6, 3), -1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("highest");
        wide.Invoking(it => it.SumOfPowers(zeros(5, 3), 1)).Should().Throw<InvalidOperationException>()
            .WithMessage("Expected a square matrix, this one is (6, 5).");
    }

    private static Tensor DenseSum(Tensor factor, Tensor dense, int highest)
    {
        var term = dense.detach().to(ScalarType.Float64);
        var sum = term;
        for (var l = 0; l < highest; l++)
        {
            term = factor.mm(term);
            sum = sum.add(term);
        }

        return sum;
    }
}
