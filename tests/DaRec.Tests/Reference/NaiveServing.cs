using DaRec.Serving;

namespace DaRec.Tests.Reference;

/// <summary>Lists by sorting every item in float64.</summary>
internal static class NaiveServing
{
    /// <summary>Item numbers and scores by (−score, number).</summary>
    public static (int Item, double Score)[] Rank(VectorTable items, float[] query, int count, Func<int, bool> mayAppear) =>
        [.. Enumerable.Range(0, items.Count).Where(mayAppear)
            .Select(item => (Item: item, Score: Product(items[item], query)))
            .OrderByDescending(entry => entry.Score).ThenBy(entry => entry.Item).Take(count)];

    public static double Product(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0.0;
        for (var column = 0; column < x.Length; column++)
        {
            sum += (double)x[column] * y[column];
        }

        return sum;
    }

    public static double Cosine(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var lengths = Math.Sqrt(Product(x, x) * Product(y, y));
        return lengths == 0 ? 0 : Product(x, y) / lengths;
    }

    /// <summary>A (x − μ) / ‖x − μ‖ + b.</summary>
    public static double[] Project(float[] mean, float[] matrix, float[] offset, ReadOnlySpan<float> text)
    {
        double[] moved = [.. text.ToArray().Zip(mean, (value, center) => (double)value - center)];
        var length = Math.Sqrt(moved.Sum(value => value * value));
        return [.. offset.Select((added, row) =>
            added + (length == 0 ? 0 : moved.Select((value, column) => value / length * matrix[(row * mean.Length) + column]).Sum()))];
    }
}
