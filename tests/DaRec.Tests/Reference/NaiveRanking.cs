using DaRec.Data;

namespace DaRec.Tests.Reference;

/// <summary>Full ranking by sorting every item, independent of torch.</summary>
internal static class NaiveRanking
{
    /// <summary>Items by (−score, item), those marked −∞ left out.</summary>
    public static int[] Sort(double[] scores) =>
        [.. Enumerable.Range(0, scores.Length).Where(item => scores[item] > double.NegativeInfinity)
            .OrderByDescending(item => scores[item]).ThenBy(item => item)];

    /// <summary>Mean recall and NDCG at k over the users with test items among the candidates, of those that count.</summary>
    public static (double Recall, double Ndcg) Evaluate(
        double[,] users,
        double[,] items,
        Interactions train,
        Interactions test,
        int k,
        Func<int, bool>? isCandidate = null,
        Func<int, bool>? counts = null)
    {
        var measured = Enumerable.Range(0, train.UserCount).Where(user => Test(user).Length > 0 && counts?.Invoke(user) != false)
            .Select(user => Measure(Sort(Scores(user)), Test(user), k)).ToArray();
        return (measured.Average(user => user.Recall), measured.Average(user => user.Ndcg));

        int[] Test(int user) => [.. test.ItemsOf(user).ToArray().Where(item => isCandidate?.Invoke(item) != false)];

        double[] Scores(int user) =>
            [.. Enumerable.Range(0, train.ItemCount).Select(item => train.Contains(user, item) || isCandidate?.Invoke(item) == false
                ? double.NegativeInfinity
                : Enumerable.Range(0, users.GetLength(1)).Sum(c => users[user, c] * items[item, c]))];
    }

    private static (double Recall, double Ndcg) Measure(int[] ranked, int[] test, int k)
    {
        var hits = Enumerable.Range(0, Math.Min(k, ranked.Length)).Where(rank => test.Contains(ranked[rank])).ToArray();
        var ideal = Enumerable.Range(0, Math.Min(k, test.Length)).Sum(Discount);
        return ((double)hits.Length / test.Length, hits.Sum(Discount) / ideal);
    }

    private static double Discount(int rankFromZero) => 1 / Math.Log2(rankFromZero + 2);
}
