using DaRec.Data;

namespace DaRec.Tests.Reference;

/// <summary>Recall and NDCG of thirds by training interactions, from sorted lists and the definitions.</summary>
internal static class NaiveSlices
{
    /// <summary>
    /// Numbers 0 … n − 1 in three lists, the first of those with the fewest pairs; the earlier lists take what is left over.
    /// </summary>
    public static int[][] Thirds(int count, Func<int, int> degree)
    {
        var sorted = Enumerable.Range(0, count).Select(number => (Degree: degree(number), Number: number)).Order()
            .Select(pair => pair.Number).ToArray();
        var (third, left) = (count / 3, count % 3);
        var (first, second) = (third + (left > 0 ? 1 : 0), third + (left > 1 ? 1 : 0));
        return [sorted[..first], sorted[first..(first + second)], sorted[(first + second)..]];
    }

    /// <summary>Recall@k over the test items of some items: users and mean.</summary>
    public static (int Users, double Mean) ItemRecall(
        double[,] users, double[,] items, Interactions train, Interactions test, int k, int[] slice)
    {
        List<double> values = [];
        for (var user = 0; user < train.UserCount; user++)
        {
            var held = test.ItemsOf(user).ToArray().Intersect(slice).ToArray();
            if (held.Length > 0)
            {
                values.Add((double)Top(users, items, train, user, k).Intersect(held).Count() / held.Length);
            }
        }

        return (values.Count, values.Count == 0 ? 0 : values.Average());
    }

    /// <summary>Recall@k and NDCG@k over some users: users and means.</summary>
    public static (int Users, double Recall, double Ndcg) UserMetrics(
        double[,] users, double[,] items, Interactions train, Interactions test, int k, int[] slice)
    {
        // The evaluation of the test part without the others' items.
        var pairs = slice.SelectMany(user => test.ItemsOf(user).ToArray().Select(item => (User: user, Item: item))).ToArray();
        var own = Interactions.FromPairs(
            [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], test.UserCount, test.ItemCount);
        var count = slice.Count(user => !test.ItemsOf(user).IsEmpty);
        var (recall, ndcg) = count == 0 ? (0, 0) : NaiveRanking.Evaluate(users, items, train, own, k);
        return (count, recall, ndcg);
    }

    private static IEnumerable<int> Top(double[,] users, double[,] items, Interactions train, int user, int k) => NaiveRanking.Sort(
        [.. Enumerable.Range(0, train.ItemCount).Select(item => train.Contains(user, item)
            ? double.NegativeInfinity
            : Enumerable.Range(0, users.GetLength(1)).Sum(c => users[user, c] * items[item, c]))]).Take(k);
}
