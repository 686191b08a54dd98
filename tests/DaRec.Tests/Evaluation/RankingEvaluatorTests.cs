using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evaluation;

public class RankingEvaluatorTests
{
    private const int UserCount = 30;
    private const int ItemCount = 45;

    [Theory]
    [InlineData(ScalarType.Float32, 1)]
    [InlineData(ScalarType.Float64, 2)]
    [InlineData(ScalarType.Float32, 3)]
    [InlineData(ScalarType.Float64, 4)]
    public void Evaluate_IsTheSortedRanking_WithManyTies(ScalarType dtype, int seed)
    {
        var (train, test) = (Random(seed, 200), Random(seed + 100, 80)); // a few test items are training items: they cannot be hit
        var (users, items) = (Integers(UserCount, seed, dtype), Integers(ItemCount, seed + 1, dtype));

        var metrics = new RankingEvaluator(train, test, 1, 3, 10, 20, 44, 45, 300).Evaluate(users, items);

        metrics.Recall.Keys.Should().Equal(1, 3, 10, 20, 44, 45, 300);
        foreach (var k in metrics.Recall.Keys)
        {
            var (recall, ndcg) = NaiveRanking.Evaluate(users.ToArray(), items.ToArray(), train, test, k);
            metrics.Recall[k].Should().BeApproximately(recall, 1e-12);
            metrics.Ndcg[k].Should().BeApproximately(ndcg, 1e-12);
        }

        metrics.Users.Should().BeLessThan(UserCount).And.Be(
            Enumerable.Range(0, UserCount).Count(user => !test.ItemsOf(user).IsEmpty));
    }

    [Fact]
    public void Constructor_TakesOneNumber_AsOtherLanguagesGiveIt()
    {
        var (train, test) = (Random(1, 200), Random(2, 80));
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));
        var constructor = typeof(RankingEvaluator).GetConstructor([typeof(Interactions), typeof(Interactions), typeof(int)])!;

        var metrics = ((RankingEvaluator)constructor.Invoke([train, test, 7])).Evaluate(users, items);

        metrics.Recall.Should().Equal(new RankingEvaluator(train, test, [7]).Evaluate(users, items).Recall);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(ItemCount)]
    [InlineData(7 * ItemCount)]
    [InlineData((7 * ItemCount) + 1)]
    public void Evaluate_IsTheSame_ForAnyBlockSize(long blockScores)
    {
        var (train, test) = (Random(1, 200), Random(2, 80));
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));

        var metrics = new RankingEvaluator(train, test, 5, 20) { BlockScores = blockScores }.Evaluate(users, items);

        metrics.Should().BeEquivalentTo(new RankingEvaluator(train, test, 5, 20).Evaluate(users, items));
    }

    [Fact]
    public void Evaluate_GivesTheseNumbers()
    {
        // User 0 has item 0; of the others, 1 … 4, the scores 5, 1, 4, 2 rank 1, 3, 4, 2; items 3 and 2 should be found.
        // User 1 has no test item, user 2 finds its one item 4 first.
        var train = Interactions.FromPairs([0, 1], [0, 2], 3, 5);
        var test = Interactions.FromPairs([0, 0, 2], [3, 2, 4], 3, 5);
        var users = tensor(new float[,] { { 1, 0 }, { 9, 9 }, { 0, 1 } });
        var items = tensor(new float[,] { { 9, 0 }, { 5, 1 }, { 1, 2 }, { 4, 3 }, { 2, 4 } });

        var metrics = new RankingEvaluator(train, test, 1, 2, 4).Evaluate(users, items);

        metrics.Users.Should().Be(2);
        metrics.Recall[1].Should().BeApproximately(0.5, 1e-12); // (0 + 1) / 2
        metrics.Recall[2].Should().BeApproximately(0.75, 1e-12); // (1/2 + 1) / 2
        metrics.Recall[4].Should().BeApproximately(1, 1e-12);
        metrics.Ndcg[1].Should().BeApproximately(0.5, 1e-12);
        metrics.Ndcg[2].Should().BeApproximately((0.6309297535714575 / 1.6309297535714575 + 1) / 2, 1e-12);
        metrics.Ndcg[4].Should().BeApproximately(((0.6309297535714575 + 0.43067655807339306) / 1.6309297535714575 + 1) / 2, 1e-12);
    }

    [Fact]
    public void Evaluate_GivesOne_WhenTestItemsComeFirst()
    {
        // One user, ten test items of twenty: at k = 3 the ideal gain is that of three.
        var test = Interactions.FromPairs(new int[10], [.. Enumerable.Range(0, 10)], 1, 20);
        var items = arange(20, 0, -1, dtype: ScalarType.Float32).unsqueeze(1);

        var metrics = new RankingEvaluator(Interactions.FromPairs([], [], 1, 20), test, 3, 15).Evaluate(ones(1, 1), items);

        metrics.Ndcg[3].Should().BeApproximately(1, 1e-12);
        metrics.Ndcg[15].Should().BeApproximately(1, 1e-12);
        metrics.Recall[3].Should().BeApproximately(0.3, 1e-12);
    }

    [Fact]
    public void Metrics_NeverFall_AsKGrows()
    {
        var metrics = new RankingEvaluator(Random(1, 200), Random(2, 80), 1, 2, 4, 8, 16, 32)
            .Evaluate(Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        metrics.Recall.Values.Should().BeInAscendingOrder();
        metrics.Recall.Values.Concat(metrics.Ndcg.Values).Should().OnlyContain(value => value >= 0 && value <= 1);
    }

    [Fact]
    public void Evaluate_IsTheSame_WhenUsersAreScaledAndSpaceIsRotated()
    {
        var evaluator = new RankingEvaluator(Random(1, 200), Random(2, 80), 5, 20);
        var (users, items, rotation) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2), Tensors.Rotation(4));

        var metrics = evaluator.Evaluate(users.mul(3).mm(rotation), items.mm(rotation));

        metrics.Should().BeEquivalentTo(evaluator.Evaluate(users, items));
    }

    [Fact]
    public void Cutoffs_AreSortedAndDistinct_AndHaveADefault()
    {
        var (train, test) = (Random(1, 200), Random(2, 80));
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));

        var sorted = new RankingEvaluator(train, test, 3, 7, 20).Evaluate(users, items);

        new RankingEvaluator(train, test, 20, 3, 7, 3).Evaluate(users, items).Should().BeEquivalentTo(sorted);
        new RankingEvaluator(train, test).Evaluate(users, items).Recall.Keys.Should().Equal(5, 10, 20);
    }

    [Fact]
    public void Cutoff_MayBeAsLargeAsNumbersGo()
    {
        var (train, test) = (Random(1, 200), Random(2, 80));
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));

        var metrics = new RankingEvaluator(train, test, int.MaxValue).Evaluate(users, items);

        var whole = new RankingEvaluator(train, test, ItemCount).Evaluate(users, items);
        metrics.Recall[int.MaxValue].Should().Be(whole.Recall[ItemCount]);
        metrics.Ndcg[int.MaxValue].Should().Be(whole.Ndcg[ItemCount]);
    }

    [Fact]
    public void Evaluate_GivesZeros_WithoutTestItems()
    {
        var empty = Interactions.FromPairs([], [], UserCount, ItemCount);

        var metrics = new RankingEvaluator(Random(1, 200), empty, 5).Evaluate(Integers(UserCount, 1), Integers(ItemCount, 2));

        (metrics.Users, metrics.Recall[5], metrics.Ndcg[5]).Should().Be((0, 0, 0));
    }

    [Fact]
    public void Evaluate_LeavesNoTensor_AndItsArgumentsAlone()
    {
        var evaluator = new RankingEvaluator(Random(1, 200), Random(2, 80), 5);
        var (users, items) = (Tensors.Random(UserCount, 4, 1).Leaf(), Tensors.Random(4, ItemCount, 2).t()); // strided, with gradient
        var copies = (users.detach().clone(), items.clone());

        LiveTensors.LeftBy(() => evaluator.Evaluate(users, items)).Should().Be(0);

        Tensors.Difference(users, copies.Item1).Should().Be(0);
        Tensors.Difference(items, copies.Item2).Should().Be(0);
    }

    [Fact]
    public void Evaluate_TakesNoManagedMemory_ForEachScore()
    {
        var (train, test) = (Random(1, 200), Random(2, 80));
        var evaluator = new RankingEvaluator(train, test, 20) { BlockScores = 7 * ItemCount };
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));

        ManagedMemory.TakenBy(() => evaluator.Evaluate(users, items)).Should().BeLessThan(20_000);
    }

    [Fact]
    public void Evaluate_IsTheSame_WithAnyNumberOfThreads()
    {
        var evaluator = new RankingEvaluator(Random(1, 200), Random(2, 80), 5, 20);
        var (users, items) = (Integers(UserCount, 1), Integers(ItemCount, 2));

        Threads.ShouldNotMatter(() =>
        {
            var metrics = evaluator.Evaluate(users, items);
            return [.. metrics.Recall.Values.Concat(metrics.Ndcg.Values).SelectMany(BitConverter.GetBytes)];
        });
    }

    [Fact]
    public void Evaluate_Throws_ForOtherTables()
    {
        var evaluator = new RankingEvaluator(Random(1, 200), Random(2, 80));
        var (users, items) = (zeros(UserCount, 4), zeros(ItemCount, 4));

        Throws("users", "Expected Float32 or Float64 of shape (30, d), got Float32 of (29, 4)*", () => evaluator.Evaluate(zeros(29, 4), items));
        Throws("users", "*(30, d), got Float32 of (30)*", () => evaluator.Evaluate(zeros(UserCount), items));
        Throws("items", "*(45, d), got Float32 of (44, 4)*", () => evaluator.Evaluate(users, zeros(44, 4)));
        Throws("items", "*got Int64 of (45, 4)*", () => evaluator.Evaluate(users, zeros(ItemCount, 4, dtype: ScalarType.Int64)));
        Throws("items", "Expected items of width 4 and type Float32, got 5 and Float32*", () => evaluator.Evaluate(users, zeros(ItemCount, 5)));
        Throws(
            "items",
            "Expected items of width 4 and type Float32, got 4 and Float64*",
            () => evaluator.Evaluate(users, items.to(ScalarType.Float64)));
        Throws("users", "Expected finite representations, got NaN or infinity*", () => evaluator.Evaluate(users.add(float.NaN), items));
        Throws("items", "Expected finite representations*", () => evaluator.Evaluate(users, items.add(float.PositiveInfinity)));
        new Action(() => evaluator.Evaluate(null!, items)).Should().Throw<ArgumentNullException>().WithParameterName("users");
        new Action(() => evaluator.Evaluate(users, null!)).Should().Throw<ArgumentNullException>().WithParameterName("items");
    }

    [Fact]
    public void Evaluate_GivesMetrics_ThatPrintTheirFigures()
    {
        var train = Interactions.FromPairs([0, 1], [0, 1], 2, 4);
        var test = Interactions.FromPairs([0, 1], [1, 2], 2, 4);
        var (users, items) = (tensor(new float[,] { { 1 }, { 1 } }), tensor(new float[,] { { 4 }, { 3 }, { 2 }, { 1 } }));

        var metrics = new RankingEvaluator(train, test, 2).Evaluate(users, items);

        metrics.ToString().Should().Be("2 users: Recall@2 1.0000, NDCG@2 0.8155"); // ranks 1 and 2: (1 + 1/log₂ 3) / 2
    }

    [Fact]
    public void Constructor_Throws_ForBadArguments()
    {
        var train = Random(1, 200);

        Throws(
            "test",
            "Expected test interactions of 30 users and 45 items, got 30 and 44*",
            () => _ = new RankingEvaluator(train, Interactions.FromPairs([], [], UserCount, 44)));
        Throws("cutoffs", "Expected each k ≥ 1*", () => _ = new RankingEvaluator(train, train, 5, 0));
        new Action(() => _ = new RankingEvaluator(null!, train)).Should().Throw<ArgumentNullException>().WithParameterName("train");
        new Action(() => _ = new RankingEvaluator(train, null!)).Should().Throw<ArgumentNullException>().WithParameterName("test");
    }

    private static void Throws(string parameter, string message, Action act) =>
        act.Should().Throw<ArgumentException>().WithMessage(message).WithParameterName(parameter);

    /// <summary>Small integers: products are exact in float32, and many tie.</summary>
    private static Tensor Integers(int rows, int seed, ScalarType dtype = ScalarType.Float32)
    {
        using var generator = new Generator((ulong)seed);
        return randint(-2, 3, [rows, 3], generator: generator).to(dtype);
    }

    private static Interactions Random(int seed, int count)
    {
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, count).Select(_ => random.Next(UserCount - 2))];
        return Interactions.FromPairs(users, [.. users.Select(_ => random.Next(ItemCount))], UserCount, ItemCount);
    }
}
