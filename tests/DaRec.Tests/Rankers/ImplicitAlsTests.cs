using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

public class ImplicitAlsTests
{
    private const int Width = 5;

    private static readonly ImplicitAlsOptions Small = new() { Sweeps = 3, UnobservedWeight = 0.2, VectorPenalty = 0.01, FrequencyPower = 0.7 };

    [Theory]
    [InlineData(1)]
    [InlineData(Width)]
    [InlineData(40)] // more than anybody's interactions
    public void Solve_IsADenseSolve_OfEachRow(int width)
    {
        var train = RankerData.Train();
        var (rows, others) = (ones(train.UserCount, width), Tensors.Random(train.ItemCount, width, dtype: ScalarType.Float32));

        ImplicitAls.Solve(rows, train, others, Small);

        for (var user = 0; user < train.UserCount; user++)
        {
            // As written, over all pairs: weights 1 + α₀ where there is an interaction, α₀ elsewhere, in float64.
            var h = others.to(ScalarType.Float64);
            var observed = zeros(train.ItemCount, dtype: ScalarType.Float64);
            foreach (var item in train.ItemsOf(user))
            {
                observed[item] = 1;
            }

            var penalty = Small.VectorPenalty * Math.Pow(train.ItemsOf(user).Length + (Small.UnobservedWeight * train.ItemCount), Small.FrequencyPower);
            var system = h.t().mm(h.mul(observed.add(Small.UnobservedWeight).unsqueeze(1))).add(eye(width, dtype: ScalarType.Float64).mul(penalty));
            var expected = linalg.solve(system, h.t().mv(observed));
            Tensors.Difference(rows[user].to(ScalarType.Float64), expected).Should().BeLessThan(1e-4);
        }
    }

    [Fact]
    public void EachSweep_LowersTheLoss()
    {
        var train = RankerData.Train();

        var losses = new[] { 1, 2, 4, 8, 40, 41 }.Select(sweeps =>
        {
            using var generator = new Generator(3);
            using var fitted = ImplicitAls.Fit(train, Width, Small with { Sweeps = sweeps }, generator);
            return Loss(train, fitted.Users, fitted.Items);
        }).ToArray();

        losses.Should().BeInDescendingOrder();
        (losses[4] - losses[5]).Should().BeLessThan(0.1 * (losses[0] - losses[1]), "it settles");
    }

    [Fact]
    public void Fit_RanksBetterThanPopularity_OnPlantedData()
    {
        using var data = PlantedBlocks.Create();
        using var generator = new Generator(3);
        var evaluator = new RankingEvaluator(data.Train, data.Test!, 5);
        var degrees = tensor(Array.ConvertAll(data.Train.ItemDegrees(), degree => (float)degree)).unsqueeze(1);

        using var fitted = ImplicitAls.Fit(data.Train, 8, generator: generator);

        evaluator.Evaluate(fitted.Users, fitted.Items).Recall[5].Should()
            .BeGreaterThan(1.3 * evaluator.Evaluate(ones(data.UserCount, 1), degrees).Recall[5]);
    }

    [Fact]
    public void Fit_GivesTheSameBits_ForTheSameSeed_AndLeavesTwoTensors()
    {
        Run(3).Should().Equal(Run(3)).And.NotEqual(Run(4));
        LiveTensors.ShouldStay(2, () => ImplicitAls.Fit(RankerData.Train(), Width, Small));

        static byte[] Run(ulong seed)
        {
            using var generator = new Generator(seed);
            using var fitted = ImplicitAls.Fit(RankerData.Train(), Width, Small, generator);
            return [.. fitted.Users.bytes, .. fitted.Items.bytes];
        }
    }

    [Fact]
    public void Rows_WithoutInteractions_AreZero()
    {
        using var fitted = ImplicitAls.Fit(Interactions.FromPairs([0, 2], [1, 1], 3, 4), Width, Small);

        Tensors.Difference(fitted.Users[1], zeros(Width)).Should().Be(0);
        Tensors.Difference(fitted.Items[3], zeros(Width)).Should().Be(0);
        fitted.Users[0].abs().sum().ToDouble().Should().BePositive();
    }

    [Fact]
    public void Settings_Throw_OutOfRange()
    {
        Throws("width", () => ImplicitAls.Fit(RankerData.Train(), 0));
        Throws("Sweeps", () => _ = new ImplicitAlsOptions { Sweeps = 0 });
        Throws("UnobservedWeight", () => _ = new ImplicitAlsOptions { UnobservedWeight = 0 });
        Throws("VectorPenalty", () => _ = new ImplicitAlsOptions { VectorPenalty = 0 });
        Throws("FrequencyPower", () => _ = new ImplicitAlsOptions { FrequencyPower = -1 });
        new Action(() => ImplicitAls.Fit(Interactions.FromPairs([], [], 2, 2))).Should().Throw<ArgumentException>();

        static void Throws(string name, Action act) => act.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(name);
    }

    // As written, over all pairs, in float64.
    private static double Loss(Interactions train, Tensor users, Tensor items)
    {
        var (w, h, loss) = (users.ToArray(), items.ToArray(), 0.0);
        var degrees = train.ItemDegrees();
        for (var user = 0; user < train.UserCount; user++)
        {
            for (var item = 0; item < train.ItemCount; item++)
            {
                var score = Enumerable.Range(0, Width).Sum(c => w[user, c] * h[item, c]);
                loss += (Small.UnobservedWeight * score * score) + (train.Contains(user, item) ? (score - 1) * (score - 1) : 0);
            }
        }

        return loss
            + Enumerable.Range(0, train.UserCount).Sum(user => Penalty(w, user, train.ItemsOf(user).Length, train.ItemCount))
            + Enumerable.Range(0, train.ItemCount).Sum(item => Penalty(h, item, degrees[item], train.UserCount));

        double Penalty(double[,] rows, int row, int count, int others) =>
            Small.VectorPenalty * Math.Pow(count + (Small.UnobservedWeight * others), Small.FrequencyPower)
            * Enumerable.Range(0, Width).Sum(c => rows[row, c] * rows[row, c]);
    }
}
