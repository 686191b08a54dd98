using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Draws a made-up user's items without replacement, by taste and popularity.</summary>
/// <remarks>
/// Up to <see cref="WholePairs"/> pairs of a user and an item each user chooses among all items. Beyond that it would take O(n_u n_i)
/// time, and each user chooses among items that were drawn by their popularity: <see cref="SyntheticChoices"/>.
/// </remarks>
internal static class SyntheticInteractions
{
    /// <summary>Pairs of a user and an item up to which each is looked at: some seconds.</summary>
    public const long WholePairs = 1L << 25;

    /// <summary>Draws the interactions.</summary>
    public static Interactions Draw(
        SyntheticFactors users, SyntheticFactors items, double[] popularity, SyntheticOptions options, Random random) =>
        (long)options.UserCount * options.ItemCount <= WholePairs
            ? AmongAll(users, items, popularity, options, random)
            : new SyntheticChoices(users, items, popularity, options, random.NextInt64()).Draw();

    /// <summary>How many items a user takes: at least five, so that each part gets one; beyond that exponential.</summary>
    /// <param name="options">The mean, and the number of items.</param>
    /// <param name="uniform">In [0, 1).</param>
    public static int CountOf(SyntheticOptions options, double uniform)
    {
        var surplus = -(options.InteractionsPerUser - 5) * Math.Log(1 - uniform);
        return Math.Min(5 + (int)surplus, options.ItemCount / 2);
    }

    private static Interactions AmongAll(
        SyntheticFactors users, SyntheticFactors items, double[] popularity, SyntheticOptions options, Random random)
    {
        var (rows, columns) = (new List<int>(), new List<int>());
        var keys = new double[options.ItemCount];
        var order = new int[options.ItemCount];
        var scale = options.TasteStrength / Math.Sqrt(options.SharedFactors + options.CollaborativeFactors);
        for (var user = 0; user < options.UserCount; user++)
        {
            for (var item = 0; item < options.ItemCount; item++)
            {
                // The largest sums of log-weight and Gumbel noise are a draw without replacement.
                var taste = Dot(users.Shared, user, items.Shared, item) + Dot(users.Collaborative, user, items.Collaborative, item);
                keys[item] = -((scale * taste) + popularity[item] - Math.Log(-Math.Log(1 - random.NextDouble())));
                order[item] = item;
            }

            var count = CountOf(options, random.NextDouble());
            Array.Sort(keys, order);
            rows.AddRange(Enumerable.Repeat(user, count));
            columns.AddRange(order.AsSpan(0, count));
        }

        return Interactions.FromPairs([.. rows], [.. columns], options.UserCount, options.ItemCount);
    }

    private static double Dot(double[,] a, int i, double[,] b, int j)
    {
        var sum = 0.0;
        for (var f = 0; f < a.GetLength(1); f++)
        {
            sum += a[i, f] * b[j, f];
        }

        return sum;
    }
}
