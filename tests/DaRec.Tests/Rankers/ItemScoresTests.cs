using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

public class ItemScoresTests
{
    private static readonly Interactions Train = RankerData.Train();
    private static readonly Interactions Test = RankerData.Test();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Evaluators_RankScores_AsTheyRankEmbeddings(ScalarType dtype)
    {
        var (users, items) = (Whole(Train.UserCount, 1, dtype), Whole(Train.ItemCount, 2, dtype)); // many ties
        using var scores = new ScoreTable(users.mm(items.t()));

        new RankingEvaluator(Train, Test).Evaluate(scores).Should().BeEquivalentTo(new RankingEvaluator(Train, Test).Evaluate(users, items));
        new PopularityEvaluator(Train, Test).Evaluate(scores).Should()
            .BeEquivalentTo(new PopularityEvaluator(Train, Test).Evaluate(users, items));
        new ColdStartEvaluator(Train, ColdTest()).Evaluate(scores).Should()
            .BeEquivalentTo(new ColdStartEvaluator(Train, ColdTest()).Evaluate(users, items));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3 * RankerData.ItemCount)]
    [InlineData((3 * RankerData.ItemCount) + 1)]
    public void Evaluate_IsTheSame_ForAnyBlockSize(long blockScores)
    {
        using var scores = ItemKnn.Fit(Train);

        var metrics = new RankingEvaluator(Train, Test) { BlockScores = blockScores }.Evaluate(scores);

        metrics.Should().BeEquivalentTo(new RankingEvaluator(Train, Test).Evaluate(scores));
    }

    [Fact]
    public void EmbeddingScores_AreInnerProducts()
    {
        var (users, items) = (Tensors.Random(7, 3, 1), Tensors.Random(9, 3, 2));
        using var scores = new EmbeddingScores(new RankedEmbeddings(users.alias(), items.alias()));

        using var first = scores.Scores([4, 0]);
        Tensors.Difference(first, users[TensorIndex.Tensor(tensor(new long[] { 4, 0 }))].mm(items.t())).Should().BeLessThan(1e-12);
        using var second = scores.Scores([1, 2, 3]); // more than before

        Tensors.Difference(second, users.narrow(0, 1, 3).mm(items.t())).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Evaluate_LeavesNoTensor()
    {
        using var knn = ItemKnn.Fit(Train);
        var (users, items) = (Whole(Train.UserCount, 1), Whole(Train.ItemCount, 2));

        LiveTensors.LeftBy(() => new ColdStartEvaluator(Train, ColdTest()).Evaluate(knn)).Should().Be(0);
        LiveTensors.LeftBy(() => new RankingEvaluator(Train, Test).Evaluate(users, items)).Should().Be(0);
    }

    [Fact]
    public void Evaluate_ThrowsForScores_ThatDoNotFit()
    {
        var evaluator = new RankingEvaluator(Train, Test);
        using var others = new ScoreTable(zeros(Train.UserCount, Train.ItemCount + 1));
        using var bad = new ScoreTable(full(Train.UserCount, Train.ItemCount, float.NaN));
        using var whole = new ScoreTable(zeros(Train.UserCount, Train.ItemCount, dtype: ScalarType.Int64));

        evaluator.Invoking(e => e.Evaluate(others)).Should().Throw<ArgumentException>().WithMessage("*40 users and 23 items*40 and 24*");
        evaluator.Invoking(e => e.Evaluate(bad)).Should().Throw<ArgumentException>().WithMessage("*finite*");
        evaluator.Invoking(e => e.Evaluate(whole)).Should().Throw<ArgumentException>().WithMessage("*Float32 or Float64*Int64*");
        evaluator.Invoking(e => e.Evaluate(null!)).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void EmbeddingScores_ThrowForTables_ThatDoNotFit()
    {
        using var bad = new RankedEmbeddings(full(2, 3, float.NaN), ones(4, 3));

        bad.Invoking(tables => new EmbeddingScores(tables)).Should().Throw<ArgumentException>().WithMessage("*finite*");
    }

    [Fact]
    public void TopK_TakesScores()
    {
        using var scores = ItemKnn.Fit(Train);
        using var row = scores.Scores([3]);

        var best = TopK.For(scores, 3, Train.ItemsOf(3), 5);

        var all = row.ToArray();
        var expected = NaiveRanking.Sort([.. Enumerable.Range(0, Train.ItemCount)
            .Select(item => Train.Contains(3, item) ? double.NegativeInfinity : all[0, item])]);
        best.Select(item => item.Item).Should().Equal(expected[..5]);
        best[0].Score.Should().Be(all[0, best[0].Item]);
    }

    // The last item has no training interaction.
    private static Interactions ColdTest() => Interactions.FromPairs(
        [.. Test.ToUsers(), 1, 5], [.. Test.Items, RankerData.ItemCount - 1, RankerData.ItemCount - 1], Test.UserCount, Test.ItemCount);

    private static Tensor Whole(int rows, ulong seed, ScalarType dtype = ScalarType.Float32) => Tensors.Random(rows, 3, seed, dtype).round();

    private sealed class ScoreTable(Tensor table) : IItemScores
    {
        public int UserCount => (int)table.size(0);

        public int ItemCount => (int)table.size(1);

        public Tensor Scores(ReadOnlySpan<int> users) => table.index_select(0, tensor(users.ToArray(), dtype: ScalarType.Int64));

        public void Dispose() => table.Dispose();
    }
}
