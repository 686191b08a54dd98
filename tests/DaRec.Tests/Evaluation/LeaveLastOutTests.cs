using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Evaluation;

/// <summary>Parts with each user's last item alone.</summary>
public class LeaveLastOutTests
{
    private const int UserCount = 30;
    private const int ItemCount = 45;

    [Fact]
    public void Recall_IsTheHitRate_WhereEachUserHasOneTestItem()
    {
        int[] users = [.. Enumerable.Range(0, UserCount)];
        int[] last = [.. users.Select(user => 7 * user % ItemCount)];
        var test = Interactions.FromPairs(users, last, UserCount, ItemCount);
        var train = Interactions.FromPairs(
            [.. users, .. users],
            [.. last.Select(item => (item + 3) % ItemCount), .. last.Select(item => (item + 8) % ItemCount)],
            UserCount,
            ItemCount);
        var (userTable, itemTable) = (Tensors.Random(UserCount, 4, 1), Tensors.Random(ItemCount, 4, 2));

        var metrics = new RankingEvaluator(train, test, 3, 10).Evaluate(userTable, itemTable);

        using var product = userTable.mm(itemTable.t());
        var scores = product.ToArray();
        int[] places = [.. users.Select(user => Enumerable.Range(0, ItemCount)
            .Count(item => !train.Contains(user, item) && scores[user, item] > scores[user, last[user]]))];
        metrics.Users.Should().Be(UserCount);
        foreach (var k in metrics.Recall.Keys)
        {
            metrics.Recall[k].Should().BeApproximately(places.Average(place => place < k ? 1 : 0), 1e-12).And.BeInRange(0.01, 0.99);
            metrics.Ndcg[k].Should().BeApproximately(places.Average(place => place < k ? 1 / Math.Log2(place + 2) : 0), 1e-12);
        }
    }
}
