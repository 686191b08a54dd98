using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Evaluation;

public class UserMetricsTests
{
    private const int UserCount = 30;
    private const int ItemCount = 45;

    private static readonly Interactions Train = Random(1, 200);
    private static readonly Interactions Test = Random(2, 80);

    [Fact]
    public void EvaluateUsers_GivesEachUsersFigures_InOrder()
    {
        var (users, items) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        var metrics = new RankingEvaluator(Train, Test, 3, 20).EvaluateUsers(users, items);

        metrics.Users.Should().Equal(Enumerable.Range(0, UserCount).Where(user => !Test.ItemsOf(user).IsEmpty));
        metrics.Users.Should().HaveCountLessThan(UserCount);
        foreach (var k in new[] { 3, 20 })
        {
            metrics.Recall[k].Should().HaveCount(metrics.Users.Count);
            foreach (var (place, user) in metrics.Users.Index())
            {
                var (recall, ndcg) = NaiveRanking.Evaluate(Doubles(users), Doubles(items), Train, Test, k, counts: other => other == user);
                metrics.Recall[k][place].Should().BeApproximately(recall, 1e-12);
                metrics.Ndcg[k][place].Should().BeApproximately(ndcg, 1e-12);
            }
        }
    }

    [Fact]
    public void Mean_IsWhatEvaluateGives()
    {
        var (users, items) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));
        var evaluator = new RankingEvaluator(Train, Test);

        evaluator.EvaluateUsers(users, items).Mean().Should().BeEquivalentTo(evaluator.Evaluate(users, items));
    }

    [Fact]
    public void EvaluateUsers_TakesAnyScores()
    {
        using var scores = ItemKnn.Fit(Train);
        var evaluator = new RankingEvaluator(Train, Test, 20);

        var metrics = evaluator.EvaluateUsers(scores);

        metrics.Recall[20].Average().Should().BeApproximately(evaluator.Evaluate(scores).Recall[20], 1e-12);
        metrics.Recall[20].Distinct().Should().HaveCountGreaterThan(1);
    }

    [Fact]
    public void Mean_IsZero_WithoutTestItems()
    {
        var evaluator = new RankingEvaluator(Train, Interactions.FromPairs([], [], UserCount, ItemCount), 5);

        var metrics = evaluator.EvaluateUsers(Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        metrics.Users.Should().BeEmpty();
        metrics.Recall[5].Should().BeEmpty();
        (metrics.Mean().Users, metrics.Mean().Recall[5], metrics.Mean().Ndcg[5]).Should().Be((0, 0, 0));
    }

    private static double[,] Doubles(TorchSharp.torch.Tensor table)
    {
        using var wide = table.to(TorchSharp.torch.ScalarType.Float64);
        return wide.ToArray();
    }

    private static Interactions Random(int seed, int count)
    {
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, count).Select(_ => random.Next(UserCount - 2))];
        return Interactions.FromPairs(users, [.. users.Select(_ => random.Next(ItemCount))], UserCount, ItemCount);
    }
}
