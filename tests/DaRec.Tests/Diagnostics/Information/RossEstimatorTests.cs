using DaRec.Diagnostics.Information;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Information;

public sealed class RossEstimatorTests
{
    [Theory]
    [InlineData(6, 1, 2, 1)]
    [InlineData(67, 1, 3, 3)]
    [InlineData(150, 4, 5, 3)]
    [InlineData(90, 2, 30, 3)]
    public void Estimate_IsThatOfPlainLoops(int n, int d, int classes, int k)
    {
        var random = new Random(2);
        var labels = Enumerable.Range(0, n).Select(_ => random.Next(classes) * 10).ToArray();
        (labels[0], labels[1]) = (-7, -8); // classes of a single row, which are left out
        var rows = Tensors.Random(n, d, 5);

        var scaled = new RossEstimator(k).Estimate(rows, labels);
        var plain = new RossEstimator(k, standardize: false).Estimate(rows, labels);

        scaled.UnclippedNats.Should().BeApproximately(
            NaiveInformation.Ross(NaiveInformation.Standardized(rows.ToArray()), labels, k), 1e-12);
        plain.UnclippedNats.Should().BeApproximately(NaiveInformation.Ross(rows.ToArray(), labels, k), 1e-12);
        plain.RowCount.Should().Be(labels.Count(label => labels.Count(other => other == label) > 1));
    }

    [Fact]
    public void Estimate_CountsEqualRows_WhereTheKthNeighborIsOne()
    {
        var rows = tensor([0.0, 0, 0, 0, 1, 1, 1, 1, 0, 2], [10, 1]);
        int[] labels = [0, 0, 0, 0, 1, 1, 1, 1, 1, 0];

        var estimate = new RossEstimator(2, standardize: false).Estimate(rows, labels);

        estimate.UnclippedNats.Should().BeApproximately(NaiveInformation.Ross(rows.ToArray(), labels, 2), 1e-12);
    }

    [Theory]
    [InlineData(0.02, 0.0, 0.0)]
    [InlineData(0.03, -1.0, 1.0)]
    [InlineData(0.03, -2.0, 0.0, 2.0)]
    [InlineData(0.03, -4.0, 4.0)]
    public void Estimate_IsNearTheIntegral_OfMixtures(double tolerance, params double[] means)
    {
        var errors = Enumerable.Range(1, 4).Select(seed =>
        {
            var (rows, labels) = GaussianRows.Mixture(3000, 1, means, (ulong)seed);
            return new RossEstimator(3).Estimate(rows, labels).UnclippedNats - NaiveInformation.NormalMixture(means);
        });

        errors.Average().Should().BeInRange(-tolerance, tolerance);
    }

    [Fact]
    public void Estimate_IsTooLow_InWideTables()
    {
        var (rows, labels) = GaussianRows.Mixture(1000, 32, [-2, 2], 3);

        var estimate = new RossEstimator(3).Estimate(rows, labels);

        estimate.Nats.Should().BeLessThan(NaiveInformation.NormalMixture([-2, 2]) - 0.1);
    }

    [Fact]
    public void Estimate_KeepsItsValue_WhenRowsLabelsUnitsOrColumnsChange()
    {
        var (rows, labels) = GaussianRows.Mixture(300, 3, [-1, 1, 2], 8);
        var order = Enumerable.Range(0, 300).Reverse().ToArray();
        var estimator = new RossEstimator(4);
        var value = estimator.Estimate(rows, labels).UnclippedNats;

        estimator.Estimate(rows.flip(0), [.. order.Select(row => labels[row])]).UnclippedNats.Should().BeApproximately(value, 1e-13);
        estimator.Estimate(rows, [.. labels.Select(label => 100 - label)]).UnclippedNats.Should().BeApproximately(value, 1e-13);
        estimator.Estimate(rows.mul(tensor([4.0, -0.5, 1024])).add(1), labels).UnclippedNats.Should().BeApproximately(value, 1e-13);
        estimator.Estimate(rows.flip(1), labels).UnclippedNats.Should().BeApproximately(value, 1e-13);
    }

    [Fact]
    public void Gap_IsTheDifferenceOfBothEstimates()
    {
        var (rows, labels) = GaussianRows.Mixture(300, 2, [-1, 1], 8);

        var gap = InformationGap.ByNeighbors(rows, rows.narrow(1, 1, 1), labels);

        gap.FirstBits.Should().Be(new RossEstimator().Estimate(rows, labels).Bits);
        gap.SecondBits.Should().Be(new RossEstimator().Estimate(rows.narrow(1, 1, 1), labels).Bits);
        gap.GapBits.Should().BeApproximately(gap.FirstBits - gap.SecondBits, 1e-15).And.BePositive();
    }

    [Fact]
    public void Estimate_SaysWhatIsWrong()
    {
        var rows = Tensors.Random(4, 2);
        var bad = rows.clone();
        bad[2, 0] = double.NegativeInfinity;

        Message(() => new RossEstimator().Estimate(bad, [0, 0, 1, 1])).Should().Contain("row 2 of rows");
        Message(() => new RossEstimator().Estimate(rows, [0, 0, 1])).Should().Contain("each of the 4 rows, got 3");
        Message(() => new RossEstimator().Estimate(rows, [3, 3, 3, 3])).Should().Contain("two classes").And.Contain("label 3");
        Message(() => new RossEstimator().Estimate(rows, [0, 1, 2, 3])).Should().Contain("a class with at least two rows");
        Message(() => new RossEstimator(4).Estimate(rows, [0, 0, 1, 1])).Should().Contain("the 4 neighbours, got 4");

        static string Message(Action call) => call.Should().Throw<ArgumentException>().Which.Message;
    }
}
