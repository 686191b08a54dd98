namespace DaRec.Tests.Reference;

/// <summary>Softmax cross-entropy by double loops, independent of torch.</summary>
internal static class NaiveSoftmax
{
    /// <summary>The mean of log(e^{s⁺/τ} + Σⱼ e^{sⱼ/τ}) − s⁺/τ over pairs.</summary>
    public static double Sampled(double[,] users, double[,] positives, double[,] negatives, double temperature, bool cosine)
    {
        var pairs = users.GetLength(0);
        return Enumerable.Range(0, pairs).Average(i =>
        {
            var positive = Score(users, i, positives, i, cosine) / temperature;
            var others = Enumerable.Range(0, negatives.GetLength(0)).Sum(j => Math.Exp(Score(users, i, negatives, j, cosine) / temperature));
            return Math.Log(Math.Exp(positive) + others) - positive;
        });
    }

    /// <summary>The mean of log Σⱼ e^{sⱼ/τ} − s⁺/τ over pairs, j over all items.</summary>
    public static double OverAll(double[,] users, double[,] items, (int User, int Item)[] pairs, double temperature, bool cosine) =>
        pairs.Average(pair =>
        {
            var all = Enumerable.Range(0, items.GetLength(0)).Sum(j => Math.Exp(Score(users, pair.User, items, j, cosine) / temperature));
            return Math.Log(all) - (Score(users, pair.User, items, pair.Item, cosine) / temperature);
        });

    private static double Score(double[,] a, int i, double[,] b, int j, bool cosine)
    {
        var (product, squaresA, squaresB) = (0.0, 0.0, 0.0);
        for (var c = 0; c < a.GetLength(1); c++)
        {
            product += a[i, c] * b[j, c];
            squaresA += a[i, c] * a[i, c];
            squaresB += b[j, c] * b[j, c];
        }

        return cosine ? product / Math.Sqrt(squaresA * squaresB) : product;
    }
}
