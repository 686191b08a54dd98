using DaRec.Diagnostics.Information;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Information;

public sealed class ProbeEstimatorTests
{
    [Theory]
    [InlineData(-1.0, 1.0)]
    [InlineData(-2.0, 0.0, 2.0)]
    [InlineData(-4.0, 4.0)]
    public void Estimate_IsNearTheIntegral_WhereTheBestPredictionIsLinear(params double[] means)
    {
        // Normal classes of one variance: log p(y|x) is linear in x.
        var (rows, labels) = GaussianRows.Mixture(4000, 6, means, 2);

        var estimate = new ProbeEstimator().Estimate(rows, labels);

        var truth = NaiveInformation.NormalMixture(means) / Math.Log(2);
        estimate.Bits.Should().BeInRange(truth - 0.01 - (3 * estimate.StandardErrorBits), truth + (3 * estimate.StandardErrorBits));
        estimate.LabelEntropyBits.Should().BeApproximately(Math.Log2(means.Length), 1e-6);
        estimate.Nats.Should().BeApproximately(estimate.Bits * Math.Log(2), 1e-15);
        estimate.Ridges.Should().HaveCount(5);
    }

    [Fact]
    public void Estimate_IsAboutZero_WhereLabelsAreIndependent()
    {
        var random = new Random(3);
        var labels = Enumerable.Range(0, 1000).Select(_ => random.Next(3)).ToArray();

        var estimate = new ProbeEstimator().Estimate(Tensors.Random(1000, 20), labels);

        estimate.UnclippedBits.Should().BeInRange(-0.02, 0.005);
        estimate.Accuracy.Should().BeInRange(0.25, 0.42);
    }

    [Fact]
    public void Estimate_IsAllOfTheLabel_WhereClassesLieApart()
    {
        var (rows, labels) = GaussianRows.Mixture(600, 2, [-20, 0, 20], 3);

        var estimate = new ProbeEstimator().Estimate(rows, labels);

        estimate.Bits.Should().BeGreaterThan(0.95 * Math.Log2(3));
        estimate.Accuracy.Should().Be(1);
    }

    [Fact]
    public void Estimate_KeepsItsValue_WhenUnitsOrLabelsChange()
    {
        var (rows, labels) = GaussianRows.Mixture(400, 3, [-1, 1], 4);
        var probe = new ProbeEstimator();
        var value = probe.Estimate(rows, labels).UnclippedBits;

        probe.Estimate(rows.mul(tensor([1e3, -2, 1e-3])).add(5), labels).UnclippedBits.Should().BeApproximately(value, 1e-5);
        probe.Estimate(rows, [.. labels.Select(label => 10 * label)]).UnclippedBits.Should().Be(value);
        probe.Estimate(rows, labels).UnclippedBits.Should().Be(value);
        new ProbeEstimator(new ProbeOptions { Seed = 5 }).Estimate(rows, labels).UnclippedBits.Should().NotBe(value);
    }

    [Fact]
    public void Fit_FindsTheSmallestLoss()
    {
        // The ridge's minimum, found by plain gradient descent.
        using var rows = cat([Tensors.Random(60, 2), ones(60, 1, dtype: ScalarType.Float64)], 1);
        int[] labels = [.. Enumerable.Range(0, 60).Select(row => row % 3)];
        var regression = new LogisticRegression(rows.ToVector(), labels, 3);
        using var targets = nn.functional.one_hot(tensor(labels).to(ScalarType.Int64), 3).to(ScalarType.Float64);
        using var weights = zeros(3, 3, dtype: ScalarType.Float64).requires_grad_();
        for (var step = 0; step < 3000; step++)
        {
            using var scope = NewDisposeScope();
            Loss(weights).backward();
            using var noGrad = no_grad();
            weights.sub_(weights.grad!.mul(1.0));
            weights.grad!.zero_();
        }

        var fitted = regression.Fit(0.1, new double[regression.WeightCount], 200);

        Tensors.Difference(tensor(fitted, [3, fitted.Length / 3]).narrow(1, 0, 3), weights).Should().BeLessThan(1e-5);

        Tensor Loss(Tensor w) =>
            rows.mm(w).log_softmax(1).mul(targets).sum().div(-60).add(w.narrow(0, 0, 2).pow(2).sum().mul(0.05));
    }

    [Fact]
    public void Folds_HaveEachClassAsOftenAsTheOthers()
    {
        var labels = LabelCodes.Of([.. Enumerable.Range(0, 103).Select(row => row % 4 == 0 ? 1 : 0)], "labels");

        var folds = StratifiedFolds.Deal(labels, 5, seed: 1, "labels");

        for (var label = 0; label < 2; label++)
        {
            var counts = Enumerable.Range(0, 5).Select(fold => Enumerable.Range(0, 103).Count(row => folds[row] == fold && labels.Codes[row] == label));
            (counts.Max() - counts.Min()).Should().BeLessThanOrEqualTo(1);
        }
    }

    [Fact]
    public void Estimate_LeavesNoTensor()
    {
        var (rows, labels) = GaussianRows.Mixture(60, 2, [-1, 1], 4);

        LiveTensors.LeftBy(() => new ProbeEstimator().Estimate(rows, labels)).Should().Be(0);
    }

    [Fact]
    public void Estimate_SaysWhatIsWrong()
    {
        var rows = Tensors.Random(8, 2);
        var bad = rows.clone();
        bad[7, 0] = double.NaN;

        Message(() => new ProbeEstimator().Estimate(bad, [0, 0, 0, 0, 1, 1, 1, 1])).Should().Contain("row 7 of rows");
        Message(() => new ProbeEstimator().Estimate(rows, [0, 1])).Should().Contain("each of the 8 rows, got 2");
        Message(() => new ProbeEstimator().Estimate(rows, [5, 5, 5, 5, 5, 5, 5, 5])).Should().Contain("two classes").And.Contain("label 5");
        Message(() => new ProbeEstimator().Estimate(rows, [0, 0, 0, 0, 0, 9, 9, 9])).Should().Contain("5 rows of each class").And.Contain("3 with the label 9");
        Message(() => _ = new ProbeOptions { FoldCount = 1 }).Should().Contain("FoldCount ≥ 2");
        Message(() => _ = new ProbeOptions { Ridges = [] }).Should().Contain("ridge");
        Message(() => _ = new ProbeOptions { Ridges = [0] }).Should().Contain("Ridges finite and > 0");

        static string Message(Action call) => call.Should().Throw<ArgumentException>().Which.Message;
    }
}
