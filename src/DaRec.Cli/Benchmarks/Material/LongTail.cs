using DaRec.Data;

namespace DaRec.Cli.Benchmarks.Material;

/// <summary>Interactions without structure, but with the degrees of real ones: few popular items, many rare.</summary>
internal static class LongTail
{
    private const double Skew = 0.6; // of Zipf's law

    /// <summary>Draws about as many interactions as asked for; users' counts are exponential and at least five.</summary>
    /// <param name="userCount">Users.</param>
    /// <param name="itemCount">Items.</param>
    /// <param name="interactionCount">Draws; pairs that occur again are dropped.</param>
    /// <param name="seed">The same seed gives the same interactions.</param>
    public static Interactions Draw(int userCount, int itemCount, int interactionCount, int seed)
    {
        var random = new Random(seed);
        var popularity = Popularity(itemCount, random);
        var (users, items) = (new List<int>(interactionCount), new List<int>(interactionCount));
        var surplus = Math.Max(0, ((double)interactionCount / userCount) - 5);
        for (var user = 0; user < userCount; user++)
        {
            var count = 5 + (int)(-surplus * Math.Log(1 - random.NextDouble()) + 0.5);
            for (var i = 0; i < count; i++)
            {
                var found = Array.BinarySearch(popularity, random.NextDouble() * popularity[^1]);
                users.Add(user);
                items.Add(Math.Min(itemCount - 1, found < 0 ? ~found : found));
            }
        }

        return Interactions.FromPairs([.. users], [.. items], userCount, itemCount);
    }

    // Cumulative weights, items in random order.
    private static double[] Popularity(int itemCount, Random random)
    {
        double[] weights = [.. Enumerable.Range(1, itemCount).Select(rank => Math.Pow(rank, -Skew))];
        random.Shuffle(weights);
        for (var item = 1; item < itemCount; item++)
        {
            weights[item] += weights[item - 1];
        }

        return weights;
    }
}
