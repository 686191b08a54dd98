using DaRec.Recommenders.Graphs;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Graphs;

public class SparseMatrixTests
{
    public static TheoryData<ScalarType, double> Precisions => new() { { ScalarType.Float32, 1e-5 }, { ScalarType.Float64, 1e-12 } };

    public static TheoryData<int, ScalarType, double> Widths
    {
        get
        {
            var cases = new TheoryData<int, ScalarType, double>();
            foreach (var width in new[] { 1, 2, 3, 7, 8, 9, 16, 31, 32, 33, 64, 65, 100, 128, 256 })
            {
                cases.Add(width, ScalarType.Float32, 1e-5);
                cases.Add(width, ScalarType.Float64, 1e-12);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Multiply_IsTheDenseProduct_OfAnyWidth(int width, ScalarType dtype, double tolerance) =>
        ShouldBeTheDenseProduct(SparseEntries.Random(23, 17, 120), width, dtype, tolerance);

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 9, 20)]
    [InlineData(9, 1, 20)]
    [InlineData(30, 5, 12)] // most rows are empty
    [InlineData(5, 30, 12)] // most columns are empty
    [InlineData(4, 6, 0)]
    public void Multiply_IsTheDenseProduct_OfAnyShape(int rows, int columns, int entries)
    {
        ShouldBeTheDenseProduct(SparseEntries.Random(rows, columns, entries), 13, ScalarType.Float32, 1e-5);
        ShouldBeTheDenseProduct(SparseEntries.Random(rows, columns, entries), 13, ScalarType.Float64, 1e-12);
    }

    [Fact]
    public void Multiply_IsEmpty_WhenTheWidthIsZero()
    {
        using var matrix = SparseEntries.Random(4, 6, 5).ToMatrix();

        matrix.Multiply(zeros(6, 0)).shape.Should().Equal(4, 0);
    }

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Multiply_IsTheDenseProduct_AboveTheParallelThreshold(ScalarType dtype, double tolerance) =>
        ShouldBeTheDenseProduct(SparseEntries.Random(300, 200, 4000), 33, dtype, tolerance);

    [Theory]
    [MemberData(nameof(Precisions))]
    public void Multiply_TakesStridedTensors(ScalarType dtype, double tolerance)
    {
        var entries = SparseEntries.Random(9, 7, 30);
        using var matrix = entries.ToMatrix();
        var dense = Tensors.Random(5, 7, dtype: dtype).Leaf();
        var weights = Tensors.Random(5, 9, seed: 2, dtype); // transposed: the gradient that arrives is strided too
        var reference = tensor(entries.ToDense()).to(dtype);

        var product = matrix.Multiply(dense.t());
        product.t().mul(weights).sum().backward();

        Tensors.Difference(product, reference.mm(dense.t())).Should().BeLessThan(tolerance);
        Tensors.Difference(dense.grad!, weights.mm(reference)).Should().BeLessThan(tolerance);
    }

    [Fact]
    public void Multiply_TakesAnExpandedGradient()
    {
        var entries = SparseEntries.Random(9, 7, 30);
        using var matrix = entries.ToMatrix();

        var (_, gradient) = Tensors.Differentiate(x => matrix.Multiply(x).sum(), Tensors.Random(7, 5));

        var columnSums = tensor(entries.ToDense()).sum([0L]).unsqueeze(1).expand(7, 5);
        Tensors.Difference(gradient, columnSums).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        using var matrix = SparseEntries.Random(6, 5, 12).ToMatrix();

        FiniteDifferences.ShouldMatchGradient(x => matrix.Multiply(matrix.Multiply(x).square().narrow(0, 0, 5)).sum(), Tensors.Random(5, 3));
    }

    [Fact]
    public void ToDense_AddsUpEntriesOfOnePlace()
    {
        using var matrix = SparseMatrix.FromEntries([1, 0, 1, 1], [2, 0, 2, 0], [3, 1, 4, 5], 2, 3);

        matrix.ToDense().ToVector().Should().Equal(1, 0, 0, 5, 0, 7);
        (matrix.RowCount, matrix.ColumnCount, matrix.EntryCount).Should().Be((2, 3, 4));
    }

    [Fact]
    public void ToDense_AddsUpInTheTypeAskedFor()
    {
        using var matrix = SparseMatrix.FromEntries([0, 0], [0, 0], [1, 1e-9f], 1, 1);

        matrix.ToDense(ScalarType.Float64).ToVector()[0].Should().Be(1 + (double)1e-9f);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void MultiplyOnDevices_IsTheRowKernelsProduct(int width, ScalarType dtype, double tolerance)
    {
        using var matrix = SparseEntries.Random(23, 17, 120).ToMatrix();
        var (dense, weights) = (Tensors.Random(17, width, dtype: dtype), Tensors.Random(23, width, seed: 2, dtype));

        var (value, gradient) = Tensors.Differentiate(x => DeviceProduct.Multiply(matrix, x).mul(weights).sum(), dense);

        var (expectedValue, expectedGradient) = Tensors.Differentiate(x => matrix.Multiply(x).mul(weights).sum(), dense);
        Tensors.Difference(DeviceProduct.Multiply(matrix, dense), matrix.Multiply(dense)).Should().BeLessThan(tolerance);
        Tensors.Difference(value, expectedValue).Should().BeLessThan(tolerance);
        Tensors.Difference(gradient, expectedGradient).Should().BeLessThan(tolerance);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Multiply_GivesTheSameBits_WithAnyNumberOfThreads(ScalarType dtype)
    {
        var threads = get_num_threads();
        try
        {
            var one = ProductAndGradient(1);

            foreach (var count in new[] { 2, 3, 7 })
            {
                ProductAndGradient(count).Should().Equal(one, "{0} threads", count);
            }
        }
        finally
        {
            set_num_threads(threads);
        }

        byte[] ProductAndGradient(int count)
        {
            set_num_threads(count);
            using var matrix = SparseEntries.Random(700, 900, 6000).ToMatrix(); // 6000 · 33 multiplications: several threads
            var dense = Tensors.Random(900, 33, dtype: dtype).Leaf();
            var product = matrix.Multiply(dense);
            product.square().sum().backward();
            return [.. product.detach().bytes, .. dense.grad!.bytes];
        }
    }

    [Fact]
    public void DropEntries_KeepsOrZeroes_AndNeverRescales()
    {
        var entries = Distinct(40, 50);
        using var matrix = entries.ToMatrix();

        using var dropped = matrix.DropEntries(0.7, new Random(3));

        var (all, kept) = (matrix.ToDense().ToVector(), dropped.ToDense().ToVector());
        kept.Zip(all).Should().OnlyContain(pair => pair.First == 0 || pair.First == pair.Second);
        ((double)kept.Count(value => value != 0) / all.Count(value => value != 0)).Should().BeApproximately(0.7, 0.05); // of 2000 entries
        dropped.EntryCount.Should().Be(matrix.EntryCount);
    }

    [Fact]
    public void DropEntries_DropsTheSame_ForTheSameSeed()
    {
        using var matrix = Distinct(10, 10).ToMatrix();

        var (a, b, other) = (Dropped(5), Dropped(5), Dropped(6));

        b.Should().Equal(a);
        other.Should().NotEqual(a);

        double[] Dropped(int seed)
        {
            using var dropped = matrix.DropEntries(0.5, new Random(seed));
            return dropped.ToDense().ToVector();
        }
    }

    [Fact]
    public void DropEntries_KeepsAll_WithProbabilityOne()
    {
        using var matrix = SparseEntries.Random(10, 10, 60).ToMatrix();

        using var kept = matrix.DropEntries(1, new Random(3));

        kept.ToDense().ToVector().Should().Equal(matrix.ToDense().ToVector());
    }

    [Fact]
    public void DropEntries_ChangesProductAndGradientAlike_AndLeavesTheMatrixAlone()
    {
        using var matrix = SparseEntries.Random(12, 9, 60).ToMatrix();
        var before = matrix.ToDense().ToVector();
        var (dense, weights) = (Tensors.Random(9, 5), Tensors.Random(12, 5, seed: 2));

        using var dropped = matrix.DropEntries(0.5, new Random(3));
        var (_, gradient) = Tensors.Differentiate(x => dropped.Multiply(x).mul(weights).sum(), dense);

        var reference = dropped.ToDense(ScalarType.Float64);
        Tensors.Difference(dropped.Multiply(dense), reference.mm(dense)).Should().BeLessThan(1e-12);
        Tensors.Difference(gradient, reference.t().mm(weights)).Should().BeLessThan(1e-12);
        matrix.ToDense().ToVector().Should().Equal(before);
    }

    [Fact]
    public void FromSymmetric_IsTheSameAsFromEntries_AlsoWithDropout()
    {
        var places = SymmetricGraph.Random(30, 60);
        var entries = places.Places();
        float[] values = [.. entries.Select(place => 1f + (place.Row * place.Column))];
        using var matrix = SparseMatrix.FromSymmetric(places, values);
        using var expected = SparseMatrix.FromEntries(
            [.. entries.Select(place => place.Row)], [.. entries.Select(place => place.Column)], values, 30, 30);

        using var dropped = matrix.DropEntries(0.5, new Random(3));
        using var expectedDropped = expected.DropEntries(0.5, new Random(3));

        matrix.ToDense().ToVector().Should().Equal(expected.ToDense().ToVector());
        var (dense, weights) = (Tensors.Random(30, 3), Tensors.Random(30, 3, seed: 2));
        var (value, gradient) = Tensors.Differentiate(x => dropped.Multiply(x).mul(weights).sum(), dense);
        var (expectedValue, expectedGradient) = Tensors.Differentiate(x => expectedDropped.Multiply(x).mul(weights).sum(), dense);
        Tensors.Difference(value, expectedValue).Should().Be(0);
        Tensors.Difference(gradient, expectedGradient).Should().Be(0);
    }

    [Fact]
    public void Product_OutlivesTheMatrix_UntilBackward()
    {
        var entries = SparseEntries.Random(6, 5, 12);
        var dense = Tensors.Random(5, 3).Leaf();
        var matrix = entries.ToMatrix();
        var products = matrix.Multiply(dense).sum().add(DeviceProduct.Multiply(matrix, dense).sum());

        matrix.Dispose();
        products.backward();

        var columnSums = tensor(entries.ToDense()).sum([0L]).unsqueeze(1).expand(5, 3);
        Tensors.Difference(dense.grad!, columnSums.mul(2)).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Multiply_LeavesOneLiveTensor()
    {
        using var matrix = SparseEntries.Random(6, 5, 12).ToMatrix();
        var dense = Tensors.Random(5, 3).Leaf();

        LiveTensors.ShouldStay(1, () => matrix.Multiply(dense));
        LiveTensors.ShouldStay(1, () => DeviceProduct.Multiply(matrix, dense));
        LiveTensors.ShouldStay(1, () => matrix.ToDense());
    }

    [Fact]
    public void Multiply_LeavesNothingBehind_OverAHundredSteps()
    {
        using var matrix = SparseEntries.Random(6, 5, 12).ToMatrix();
        var dense = Tensors.Random(5, 3).Leaf();
        Step();

        LiveTensors.LeftBy(() =>
        {
            for (var step = 0; step < 100; step++)
            {
                Step();
            }
        }).Should().Be(0);

        void Step()
        {
            using var scope = NewDisposeScope();
            using var dropped = matrix.DropEntries(0.5, new Random(1));
            dropped.Multiply(dense).add(DeviceProduct.Multiply(matrix, dense)).square().sum().backward();
        }
    }

    [Fact]
    public void Multiply_Throws_ForOtherTensors()
    {
        using var matrix = SparseEntries.Random(6, 5, 12).ToMatrix();

        new Action(() => matrix.Multiply(null!)).Should().Throw<ArgumentNullException>().WithParameterName("dense");
        new Action(() => matrix.Multiply(zeros(6, 3))).Should().Throw<ArgumentException>()
            .WithMessage("Expected a matrix (5, d), got (6, 3)*").WithParameterName("dense");
        new Action(() => matrix.Multiply(zeros(5))).Should().Throw<ArgumentException>().WithMessage("Expected a matrix (5, d), got (5)*");
        new Action(() => matrix.Multiply(zeros(5, 3, dtype: ScalarType.Int64))).Should().Throw<ArgumentException>()
            .WithMessage("Expected Float32 or Float64 elements, got Int64*");
    }

    [Fact]
    public void FromEntries_Throws_ForBadArguments()
    {
        new Action(() => SparseMatrix.FromEntries([0], [0, 1], [1], 2, 2)).Should().Throw<ArgumentException>()
            .WithMessage("Expected as many rows, columns and values, got 1, 2 and 1*").WithParameterName("values");
        new Action(() => SparseMatrix.FromEntries([0, 2], [0, 1], [1, 1], 2, 2)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected entries within (2, 2), got entry 1 at (2, 1)*");
        new Action(() => SparseMatrix.FromEntries([0], [-1], [1], 2, 2)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected entries within (2, 2), got entry 0 at (0, -1)*");
        new Action(() => SparseMatrix.FromEntries([], [], [], 0, 2)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("rowCount");
        new Action(() => SparseMatrix.FromEntries([], [], [], 2, 0)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("columnCount");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void DropEntries_Throws_ForWhatIsNoProbability(double keepProbability)
    {
        using var matrix = SparseEntries.Random(6, 5, 12).ToMatrix();

        matrix.Invoking(it => it.DropEntries(keepProbability, new Random(1))).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected a probability in (0, 1]*").WithParameterName("keepProbability");
        matrix.Invoking(it => it.DropEntries(0.5, null!)).Should().Throw<ArgumentNullException>().WithParameterName("random");
    }

    private static void ShouldBeTheDenseProduct(SparseEntries entries, int width, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var matrix = entries.ToMatrix();
        var reference = tensor(entries.ToDense()); // (n, m), float64
        var dense = Tensors.Random(entries.ColumnCount, width, seed: 1, dtype).Leaf();
        var weights = Tensors.Random(entries.RowCount, width, seed: 2, dtype);

        var product = matrix.Multiply(dense);
        product.mul(weights).sum().backward();

        product.dtype.Should().Be(dtype);
        Tensors.Difference(product, reference.mm(dense.to(ScalarType.Float64))).Should().BeLessThan(tolerance);
        Tensors.Difference(dense.grad!, reference.t().mm(weights.to(ScalarType.Float64))).Should().BeLessThan(tolerance);
        Tensors.Difference(matrix.ToDense(dtype), reference).Should().BeLessThan(tolerance);
    }

    private static SparseEntries Distinct(int rows, int columns)
    {
        var places = Enumerable.Range(0, rows * columns).ToArray();
        return new SparseEntries(
            [.. places.Select(place => place / columns)],
            [.. places.Select(place => place % columns)],
            [.. places.Select(place => 1f + place)],
            rows,
            columns);
    }
}
