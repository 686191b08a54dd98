using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evaluation;

public class ColdStartEvaluatorTests
{
    private const int UserCount = 30;
    private const int ItemCount = 45;
    private static readonly int[] Cutoffs = [1, 3, 10, 20, 44, 300];

    [Theory]
    [InlineData(ScalarType.Float32, 1)]
    [InlineData(ScalarType.Float64, 2)]
    [InlineData(ScalarType.Float32, 3)]
    public void Evaluate_IsTheSortedRankingOfCandidates_WithManyTies(ScalarType dtype, int seed)
    {
        var (train, test) = (Random(seed, 200, IsWarm), Random(seed + 100, 90, item => item != 7)); // item 7 is cold and in no part
        var (users, items) = (Integers(UserCount, seed, dtype), Integers(ItemCount, seed + 1, dtype));

        var metrics = new ColdStartEvaluator(train, test, Cutoffs).Evaluate(users, items);

        ShouldBe(metrics.Cold, item => !Warm(item) && test.ItemDegrees()[item] > 0, _ => true);
        ShouldBe(metrics.Warm, Warm, _ => true);
        ShouldBe(metrics.Overall, _ => true, user => Test(user).Any(Warm) && !Test(user).All(Warm));

        bool Warm(int item) => train.ItemDegrees()[item] > 0;
        int[] Test(int user) => test.ItemsOf(user).ToArray();

        void ShouldBe(RankingMetrics? measured, Func<int, bool> isCandidate, Func<int, bool> counts)
        {
            var (userTable, itemTable) = (users.ToArray(), items.ToArray());
            var count = Enumerable.Range(0, UserCount).Count(user => counts(user) && Test(user).Any(isCandidate));
            measured!.Users.Should().Be(count).And.BePositive();
            foreach (var k in Cutoffs)
            {
                var (recall, ndcg) = NaiveRanking.Evaluate(userTable, itemTable, train, test, k, isCandidate, counts);
                measured.Recall[k].Should().BeApproximately(recall, 1e-12);
                measured.Ndcg[k].Should().BeApproximately(ndcg, 1e-12);
            }
        }
    }

    [Fact]
    public void Evaluate_GivesTheseNumbers()
    {
        // Items 0 to 2 are warm, 3 to 5 cold; nobody has item 5 in the part. User 0 has item 0, and items 1 and 3 in the part; user 1 has
        // items 2 and 4 there, too; user 2 has item 4 alone. By scores, user 0 ranks 5, 4, 3, 2, 1; users 1 and 2 rank 0, 1, 2, 3, 4, 5.
        var train = Interactions.FromPairs([0, 1, 2, 2], [0, 1, 1, 2], 3, 6);
        var test = Interactions.FromPairs([0, 0, 1, 1, 2], [1, 3, 2, 4, 4], 3, 6);
        var users = tensor(new float[,] { { 1 }, { -1 }, { -1 } });
        var items = tensor(new float[,] { { 0 }, { 1 }, { 2 }, { 3 }, { 4 }, { 5 } });

        var metrics = new ColdStartEvaluator(train, test, 1, 2).Evaluate(users, items);

        (metrics.Cold!.Users, metrics.Warm!.Users, metrics.Overall!.Users).Should().Be((3, 2, 2));
        metrics.Cold.Recall[1].Should().Be(0); // of items 3 and 4: 4 first, where 3 is right; then 3 first, where 4 is right, twice
        metrics.Cold.Ndcg[2].Should().BeApproximately(0.6309297535714575, 1e-12);
        metrics.Warm.Recall[1].Should().Be(0); // user 0 of items 1, 2: 2 first; user 1 of items 0, 2: 0 first
        metrics.Warm.Recall[2].Should().Be(1);
        metrics.Overall.Recall[2].Should().Be(0.25); // user 0 finds none of two in 5, 4; user 1 of 0, 2 finds one of two
        metrics.Overall.Recall[1].Should().Be(0);
    }

    [Fact]
    public void Warm_AndOverall_AreTheFullRanking_WhereAllItemsAreWarm()
    {
        int[] pairs = [.. Enumerable.Range(0, 90)];
        var train = Interactions.FromPairs(
            [.. pairs.Select(at => at % UserCount)], [.. pairs.Select(at => at % ItemCount)], UserCount, ItemCount);
        var test = Random(2, 90);
        var (users, items) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        var metrics = new ColdStartEvaluator(train, test, Cutoffs).Evaluate(users, items);

        var whole = new RankingEvaluator(train, test, Cutoffs).Evaluate(users, items);
        metrics.Cold.Should().BeNull();
        metrics.Warm.Should().BeEquivalentTo(whole);
        metrics.Overall.Should().BeEquivalentTo(whole);
    }

    [Fact]
    public void Overall_IsOfAllUsers_WhereNobodyHasBoth()
    {
        var train = Random(1, 200, IsWarm);
        var (cold, mixed) = (Random(2, 60, item => !IsWarm(item)), Interactions.FromPairs([0, 1], [0, 1], UserCount, ItemCount));
        var (users, items) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        var ofCold = new ColdStartEvaluator(train, cold).Evaluate(users, items);

        ofCold.Warm.Should().BeNull();
        ofCold.Overall.Should().BeEquivalentTo(new RankingEvaluator(train, cold).Evaluate(users, items));
        new ColdStartEvaluator(train, mixed).Evaluate(users, items).Overall!.Users.Should().Be(2);
    }

    [Fact]
    public void Evaluate_GivesNull_WithoutInteractions()
    {
        var metrics = new ColdStartEvaluator(Random(1, 200, IsWarm), Interactions.FromPairs([], [], UserCount, ItemCount), 5)
            .Evaluate(zeros(UserCount, 2), zeros(ItemCount, 2));

        (metrics.Cold, metrics.Warm, metrics.Overall).Should().Be((null, null, null));
        metrics.ToString().Should().Be(string.Join(Environment.NewLine, "Cold: none", "Warm: none", "Overall: none"));
    }

    [Fact]
    public void Evaluate_IsTheSame_WhenItemsAreNumberedInAnotherOrder()
    {
        var (train, test) = (Random(1, 200, IsWarm), Random(2, 90));
        var (users, items) = (Tensors.Random(UserCount, 4, 1, ScalarType.Float64), Tensors.Random(ItemCount, 4, 2, ScalarType.Float64));
        int[] order = [.. Enumerable.Range(0, ItemCount)];
        new Random(3).Shuffle(order); // item i becomes order[i]
        long[] places = [.. Enumerable.Range(0, ItemCount).Select(item => (long)Array.IndexOf(order, item))];

        var metrics = new ColdStartEvaluator(Renumbered(train), Renumbered(test)).Evaluate(users, items[tensor(places)]);

        metrics.Should().BeEquivalentTo(new ColdStartEvaluator(train, test).Evaluate(users, items));

        Interactions Renumbered(Interactions part) => Interactions.FromPairs(
            part.ToUsers(), [.. part.Items.ToArray().Select(item => order[item])], UserCount, ItemCount);
    }

    [Fact]
    public void Ties_AreBrokenByItemNumber_AmongCandidates()
    {
        var train = Interactions.FromPairs([0, 1], [1, 3], 2, 6); // items 0, 2, 4 and 5 are cold
        var items = ones(6, 1);

        First(4).Should().Be(0);
        First(0).Should().Be(1);

        double First(int right)
        {
            // The other cold items are candidates through user 1.
            var test = Interactions.FromPairs([0, 1, 1, 1, 1], [right, 0, 2, 4, 5], 2, 6);
            var metrics = new ColdStartEvaluator(train, test, 1).Evaluate(ones(2, 1), items);
            return (metrics.Cold!.Recall[1] * 2) - 0.25; // user 1 finds item 0, one of four
        }
    }

    [Fact]
    public void Evaluate_LeavesNoTensor_AndItsArgumentsAlone()
    {
        var evaluator = new ColdStartEvaluator(Random(1, 200, IsWarm), Random(2, 90));
        var (users, items) = (Tensors.Random(UserCount, 4, 1).Leaf(), Tensors.Random(4, ItemCount, 2).t()); // strided, with gradient
        var copies = (users.detach().clone(), items.clone());

        LiveTensors.LeftBy(() => evaluator.Evaluate(users, items)).Should().Be(0);

        Tensors.Difference(users, copies.Item1).Should().Be(0);
        Tensors.Difference(items, copies.Item2).Should().Be(0);
    }

    [Fact]
    public void ColdStartEvaluator_Throws_ForBadArguments()
    {
        var train = Random(1, 200, IsWarm);
        var evaluator = new ColdStartEvaluator(train, Random(2, 90));

        Throws("test", "Expected test interactions of 30 users and 45 items, got 30 and 44*", () =>
            _ = new ColdStartEvaluator(train, Interactions.FromPairs([], [], UserCount, 44)));
        Throws("cutoffs", "Expected each k ≥ 1*", () => _ = new ColdStartEvaluator(train, train, 5, 0));
        Throws("items", "*(45, d), got Float32 of (44, 4)*", () => evaluator.Evaluate(zeros(UserCount, 4), zeros(44, 4)));
        new Action(() => _ = new ColdStartEvaluator(null!, train)).Should().Throw<ArgumentNullException>().WithParameterName("train");
        new Action(() => _ = new ColdStartEvaluator(train, null!)).Should().Throw<ArgumentNullException>().WithParameterName("test");
    }

    private static void Throws(string parameter, string message, Action act) =>
        act.Should().Throw<ArgumentException>().WithMessage(message).WithParameterName(parameter);

    private static bool IsWarm(int item) => item % 4 != 3;

    /// <summary>Small integers: products are exact in float32, and many tie.</summary>
    private static Tensor Integers(int rows, int seed, ScalarType dtype)
    {
        using var generator = new Generator((ulong)seed);
        return randint(-2, 3, [rows, 3], generator: generator).to(dtype);
    }

    private static Interactions Random(int seed, int count, Func<int, bool>? isTaken = null)
    {
        var random = new Random(seed);
        int[] choice = [.. Enumerable.Range(0, ItemCount).Where(isTaken ?? (_ => true))];
        int[] users = [.. Enumerable.Range(0, count).Select(_ => random.Next(UserCount - 2))];
        return Interactions.FromPairs(users, [.. users.Select(_ => choice[random.Next(choice.Length)])], UserCount, ItemCount);
    }
}
