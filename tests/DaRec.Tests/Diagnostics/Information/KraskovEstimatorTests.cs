using DaRec.Diagnostics.Information;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Information;

public sealed class KraskovEstimatorTests
{
    [Theory]
    [InlineData(5, 1, 1, 1)]
    [InlineData(7, 2, 3, 3)]
    [InlineData(64, 1, 1, 3)]
    [InlineData(131, 5, 2, 4)]
    [InlineData(200, 3, 17, 199)]
    public void Estimate_IsThatOfPlainLoops(int n, int d, int e, int k)
    {
        var (x, y) = (Tensors.Random(n, d, 3), Tensors.Random(n, e, 4));
        y.select(1, 0).add_(x.select(1, 0));

        var scaled = new KraskovEstimator(k).Estimate(x, y);
        var plain = new KraskovEstimator(k, standardize: false).Estimate(x, y);

        scaled.UnclippedNats.Should().BeApproximately(
            NaiveInformation.Kraskov(NaiveInformation.Standardized(x.ToArray()), NaiveInformation.Standardized(y.ToArray()), k), 1e-12);
        plain.UnclippedNats.Should().BeApproximately(NaiveInformation.Kraskov(x.ToArray(), y.ToArray(), k), 1e-12);
        scaled.RowCount.Should().Be(n);
    }

    [Fact]
    public void Estimate_CountsEqualRows_WhereTheKthNeighborIsOne()
    {
        var x = tensor([0.0, 0, 0, 0, 1, 2, 2, 5], [8, 1]);
        var y = tensor([1.0, 1, 1, 1, 0, 3, 4, 1], [8, 1]);

        var estimate = new KraskovEstimator(2, standardize: false).Estimate(x, y);

        estimate.UnclippedNats.Should().BeApproximately(NaiveInformation.Kraskov(x.ToArray(), y.ToArray(), 2), 1e-12);
    }

    [Theory]
    [InlineData(1, 0.0, 0.03)]
    [InlineData(1, 0.6, 0.03)]
    [InlineData(1, 0.9, 0.04)]
    [InlineData(1, 0.999, 0.1)]
    [InlineData(3, 0.0, 0.04)]
    [InlineData(3, 0.5, 0.06)]
    [InlineData(8, 0.0, 0.05)]
    public void Estimate_IsNearThatOfGaussians(int d, double correlation, double tolerance)
    {
        var errors = Enumerable.Range(1, 4).Select(seed =>
        {
            var (x, y) = GaussianRows.Draw(2000, d, correlation, (ulong)seed);
            return new KraskovEstimator(3).Estimate(x, y).UnclippedNats - GaussianRows.Nats(d, correlation);
        });

        errors.Average().Should().BeInRange(-tolerance, tolerance);
    }

    [Fact]
    public void Estimate_IsTooLow_AndMoreSoInWiderTables()
    {
        double[] errors =
        [
            .. new[] { 1, 4, 16 }.Select(d =>
            {
                var (x, y) = GaussianRows.Draw(1000, d, 0.8, 5);
                return new KraskovEstimator(3).Estimate(x, y).UnclippedNats - GaussianRows.Nats(d, 0.8);
            }),
        ];

        errors.Should().BeInDescendingOrder();
        errors[2].Should().BeLessThan(-1);
    }

    [Fact]
    public void Estimate_NeverExceedsItsLimit()
    {
        var x = Tensors.Random(300, 1);

        var estimate = new KraskovEstimator(3).Estimate(x, x);

        var limit = MathNet.Numerics.SpecialFunctions.DiGamma(300) - MathNet.Numerics.SpecialFunctions.DiGamma(3);
        estimate.Nats.Should().BeInRange(limit - 0.5, limit + 1e-12);
        estimate.Bits.Should().BeApproximately(estimate.Nats / Math.Log(2), 1e-15);
    }

    [Fact]
    public void Estimate_KeepsItsValue_WhenSidesRowsUnitsOrColumnsChange()
    {
        var (x, y) = GaussianRows.Draw(300, 3, 0.7, 6);
        var order = randperm(300);
        var estimator = new KraskovEstimator(4);
        var value = estimator.Estimate(x, y).UnclippedNats;

        estimator.Estimate(y, x).UnclippedNats.Should().BeApproximately(value, 1e-13);
        estimator.Estimate(x.index_select(0, order), y.index_select(0, order)).UnclippedNats.Should().BeApproximately(value, 1e-13);
        estimator.Estimate(x.mul(tensor([4.0, -0.5, 1024])).add(1), y).UnclippedNats.Should().BeApproximately(value, 1e-13);
        estimator.Estimate(x.flip(1), y).UnclippedNats.Should().BeApproximately(value, 1e-13);
    }

    [Fact]
    public void Estimate_IsZero_WhereOneSideIsConstant()
    {
        var estimate = new KraskovEstimator().Estimate(Tensors.Random(50, 2), full([50, 1], 0.1, ScalarType.Float64));

        estimate.UnclippedNats.Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void Estimate_TakesEveryElementType_AndLeavesTheRowsAndNoTensor()
    {
        var x = Tensors.Random(40, 2, dtype: ScalarType.Float32);
        var before = x.clone();

        foreach (var dtype in new[] { ScalarType.Float16, ScalarType.Float32, ScalarType.Float64 })
        {
            var (rows, others) = (x.to(dtype, copy: true), x.to(dtype, copy: true));
            LiveTensors.LeftBy(() => new KraskovEstimator().Estimate(rows, others)).Should().Be(0);
            new KraskovEstimator().Estimate(rows, others).Bits.Should().BePositive();
        }

        Tensors.Difference(x, before).Should().Be(0);
    }

    [Fact]
    public void Estimate_SaysWhatIsWrong()
    {
        var rows = Tensors.Random(10, 2);
        var bad = rows.clone();
        bad[4, 1] = double.NaN;

        Call(() => new KraskovEstimator(10).Estimate(rows, rows)).WithMessage("*more rows than the 10 neighbours, got 10*");
        Call(() => new KraskovEstimator().Estimate(rows, bad)).WithMessage("*row 4 of second*");
        Call(() => new KraskovEstimator().Estimate(rows, Tensors.Random(9, 2))).WithMessage("*as many rows*(9, 2)*");
        Call(() => new KraskovEstimator().Estimate(rows.select(1, 0), rows)).WithParameterName("first");
        new Action(() => _ = new KraskovEstimator(0)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("neighborCount");

        static FluentAssertions.Specialized.ExceptionAssertions<ArgumentException> Call(Action call) =>
            call.Should().Throw<ArgumentException>();
    }
}
