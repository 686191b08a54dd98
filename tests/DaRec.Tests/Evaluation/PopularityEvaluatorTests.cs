using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using FluentAssertions.Specialized;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evaluation;

public class PopularityEvaluatorTests
{
    private const int UserCount = 31;
    private const int ItemCount = 44;

    [Theory]
    [InlineData(ScalarType.Float32, 1, 20)]
    [InlineData(ScalarType.Float64, 2, 20)]
    [InlineData(ScalarType.Float32, 3, 5)]
    [InlineData(ScalarType.Float64, 4, 1)]
    [InlineData(ScalarType.Float32, 5, 300)]
    public void Evaluate_IsTheDefinition_WithManyTies(ScalarType dtype, int seed, int k)
    {
        var (train, test) = (Random(seed, 250), Random(seed + 100, 90)); // a few test items are training items: they cannot be hit
        var (users, items) = (Integers(UserCount, seed, dtype), Integers(ItemCount, seed + 1, dtype));

        var metrics = new PopularityEvaluator(train, test, k).Evaluate(users, items);

        metrics.Cutoff.Should().Be(k);
        var degrees = train.ItemDegrees();
        var itemThirds = NaiveSlices.Thirds(ItemCount, item => degrees[item]);
        var userThirds = NaiveSlices.Thirds(UserCount, user => train.ItemsOf(user).Length);
        for (var third = 0; third < 3; third++)
        {
            var (slice, own) = (metrics.Items[third], itemThirds[third]);
            var (measured, recall) = NaiveSlices.ItemRecall(users.ToArray(), items.ToArray(), train, test, k, own);
            slice.Third.Should().Be((PopularityThird)third);
            (slice.Count, slice.Users).Should().Be((own.Length, measured));
            (slice.Fewest, slice.Most).Should().Be((own.Min(item => degrees[item]), own.Max(item => degrees[item])));
            slice.Recall.Should().BeApproximately(recall, 1e-12);
            slice.Ndcg.Should().BeNull();
        }

        for (var third = 0; third < 3; third++)
        {
            var (slice, own) = (metrics.Users[third], userThirds[third]);
            var (measured, recall, ndcg) = NaiveSlices.UserMetrics(users.ToArray(), items.ToArray(), train, test, k, own);
            slice.Third.Should().Be((PopularityThird)third);
            (slice.Count, slice.Users).Should().Be((own.Length, measured));
            (slice.Fewest, slice.Most).Should().Be(
                (own.Min(user => train.ItemsOf(user).Length), own.Max(user => train.ItemsOf(user).Length)));
            slice.Recall.Should().BeApproximately(recall, 1e-12);
            slice.Ndcg.Should().BeApproximately(ndcg, 1e-12);
        }
    }

    [Fact]
    public void Evaluate_GivesTheseNumbers()
    {
        // Items have 0, 2, 1, 1, 3, 0 training users: tail are 0 and 5, middle 2 and 3, head 1 and 4.
        // Users have 4, 2, 1 training items: user 2 is tail, 1 middle, 0 head.
        var train = Interactions.FromPairs([0, 0, 0, 0, 1, 1, 2], [1, 2, 3, 4, 1, 4, 4], 3, 6);
        var test = Interactions.FromPairs([0, 1, 1, 1, 2, 2], [0, 5, 2, 0, 1, 3], 3, 6);
        // Scores rise with the number: user 0 ranks 5, 0; user 1 ranks 5, 3, 2, 0; user 2 ranks 5, 3, 2, 1, 0.
        var items = arange(6, dtype: ScalarType.Float32).unsqueeze(1);

        var metrics = new PopularityEvaluator(train, test, cutoff: 2).Evaluate(ones(3, 1), items);

        var two = 1 / Math.Log2(3); // the gain of rank 2
        metrics.Items.Select(slice => (slice.Count, slice.Fewest, slice.Most, slice.Users)).Should()
            .Equal((2, 0, 0, 2), (2, 1, 1, 2), (2, 2, 3, 1));
        metrics.Items[0].Recall.Should().BeApproximately((1 + 0.5) / 2, 1e-12); // user 0: item 0 of 0; user 1: item 5 of 0 and 5
        metrics.Items[1].Recall.Should().BeApproximately((0 + 1) / 2.0, 1e-12); // user 1: none of 2; user 2: item 3
        metrics.Items[2].Recall.Should().Be(0); // user 2: item 1 is fourth
        metrics.Users.Select(slice => (slice.Count, slice.Fewest, slice.Most, slice.Users)).Should()
            .Equal((1, 1, 1, 1), (1, 2, 2, 1), (1, 4, 4, 1));
        metrics.Users.Select(slice => slice.Recall).Should().Equal(0.5, 1 / 3.0, 1);
        metrics.Users[0].Ndcg.Should().BeApproximately(two / (1 + two), 1e-12);
        metrics.Users[1].Ndcg.Should().BeApproximately(1 / (1 + two), 1e-12);
        metrics.Users[2].Ndcg.Should().BeApproximately(two, 1e-12);
    }

    [Fact]
    public void Users_MakeUpTheWhole_WithTheirNumbersAsWeights()
    {
        var (train, test) = (Random(1, 250), Random(2, 90));
        var (users, items) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        var metrics = new PopularityEvaluator(train, test, 10).Evaluate(users, items);

        var whole = new RankingEvaluator(train, test, 10).Evaluate(users, items);
        metrics.Users.Sum(slice => slice.Users).Should().Be(whole.Users);
        metrics.Users.Sum(slice => slice.Users * slice.Recall!.Value / whole.Users).Should().BeApproximately(whole.Recall[10], 1e-12);
        metrics.Users.Sum(slice => slice.Users * slice.Ndcg!.Value / whole.Users).Should().BeApproximately(whole.Ndcg[10], 1e-12);
    }

    [Fact]
    public void Items_AreTheWhole_WhereTestItemsAreOfOneThird()
    {
        var train = Random(1, 250);
        var degrees = train.ItemDegrees();
        var head = NaiveSlices.Thirds(ItemCount, item => degrees[item])[2];
        var pairs = Random(2, 90).Pairs().Where(pair => head.Contains(pair.Item)).ToArray();
        var test = Interactions.FromPairs(
            [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], UserCount, ItemCount);
        var (users, items) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        var metrics = new PopularityEvaluator(train, test).Evaluate(users, items);

        var whole = new RankingEvaluator(train, test, 20).Evaluate(users, items);
        metrics.Items[2].Recall.Should().BeApproximately(whole.Recall[20], 1e-12);
        metrics.Items[2].Users.Should().Be(whole.Users);
        metrics.Items.Take(2).Should().OnlyContain(slice => slice.Users == 0 && slice.Recall == null);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Thirds_AreOfEqualSize_ButForOne_AndTiesGoByNumber(int count)
    {
        // All tie: no training interaction but one, of the first item, which comes last.
        var train = Interactions.FromPairs([0], [0], 1, count);

        var metrics = new PopularityEvaluator(train, Interactions.FromPairs([], [], 1, count)).Evaluate(ones(1, 1), ones(count, 1));

        var thirds = NaiveSlices.Thirds(count, item => item == 0 ? 1 : 0);
        metrics.Items.Select(slice => slice.Count).Should().Equal(thirds.Select(third => third.Length));
        metrics.Items.Sum(slice => slice.Count).Should().Be(count);
        metrics.Items.Last(slice => slice.Count > 0).Most.Should().Be(1);
        metrics.Items.Should().OnlyContain(slice => slice.Users == 0 && slice.Recall == null && slice.Ndcg == null);
    }

    [Fact]
    public void Evaluate_IsTheSame_WithAnyNumberOfThreads()
    {
        var evaluator = new PopularityEvaluator(Random(1, 250), Random(2, 90));
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));

        Threads.ShouldNotMatter(() =>
        {
            var metrics = evaluator.Evaluate(users, items);
            return [.. metrics.Items.Concat(metrics.Users).SelectMany(slice =>
                BitConverter.GetBytes(slice.Recall!.Value).Concat(BitConverter.GetBytes(slice.Ndcg ?? 0)))];
        });
    }

    [Fact]
    public void Evaluate_LeavesNoTensor()
    {
        var evaluator = new PopularityEvaluator(Random(1, 250), Random(2, 90));
        var (users, items) = (Tensors.Random(UserCount, 4, 1).Leaf(), Tensors.Random(ItemCount, 4, 2));

        LiveTensors.LeftBy(() => evaluator.Evaluate(users, items)).Should().Be(0);
    }

    [Fact]
    public void BadArguments_Throw()
    {
        var train = Random(1, 250);
        var narrow = Interactions.FromPairs([], [], UserCount, 7);

        Throws<ArgumentException>("test", () => _ = new PopularityEvaluator(train, narrow))
            .WithMessage($"Expected test interactions of {UserCount} users and {ItemCount} items, got {UserCount} and 7*");
        Throws<ArgumentOutOfRangeException>("cutoff", () => _ = new PopularityEvaluator(train, train, 0));
        Throws<ArgumentNullException>("train", () => _ = new PopularityEvaluator(null!, train));
        Throws<ArgumentNullException>("test", () => _ = new PopularityEvaluator(train, null!));
        Throws<ArgumentException>("users", () => new PopularityEvaluator(train, train).Evaluate(zeros(3, 4), zeros(ItemCount, 4)))
            .WithMessage($"Expected Float32 or Float64 of shape ({UserCount}, d), got Float32 of (3, 4)*");

        static ExceptionAssertions<T> Throws<T>(string parameter, Action act)
            where T : ArgumentException => act.Should().Throw<T>().WithParameterName(parameter);
    }

    private static Tensor Integers(int rows, int seed, ScalarType dtype = ScalarType.Float32)
    {
        using var generator = new Generator((ulong)seed);
        return randint(-2, 3, [rows, 3], generator: generator).to(dtype);
    }

    private static Interactions Random(int seed, int count)
    {
        // Numbers' squares: some users and items have many, some have none.
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, count).Select(_ => (int)(UserCount * Math.Pow(random.NextDouble(), 2)))];
        return Interactions.FromPairs(
            users, [.. users.Select(_ => (int)(ItemCount * Math.Pow(random.NextDouble(), 2)))], UserCount, ItemCount);
    }
}
