namespace DaRec.Tests.Reference;

/// <summary>Contrastive losses by double loops, independent of torch.</summary>
internal static class NaiveContrast
{
    /// <summary>The mean of log Σⱼ exp(cos(aᵢ, cⱼ)/τ) − cos(aᵢ, pᵢ)/τ.</summary>
    public static double InfoNce(double[,] anchors, double[,] positives, double[,] candidates, double temperature)
    {
        var (rows, sum) = (anchors.GetLength(0), 0.0);
        for (var i = 0; i < rows; i++)
        {
            var total = 0.0;
            for (var j = 0; j < candidates.GetLength(0); j++)
            {
                total += Math.Exp(Cosine(anchors, i, candidates, j) / temperature);
            }

            sum += Math.Log(total) - (Cosine(anchors, i, positives, i) / temperature);
        }

        return sum / rows;
    }

    /// <summary>The rows of these numbers.</summary>
    public static double[,] Take(double[,] table, params IReadOnlyList<int> rows)
    {
        var taken = new double[rows.Count, table.GetLength(1)];
        for (var i = 0; i < rows.Count; i++)
        {
            for (var c = 0; c < taken.GetLength(1); c++)
            {
                taken[i, c] = table[rows[i], c];
            }
        }

        return taken;
    }

    private static double Cosine(double[,] a, int i, double[,] b, int j)
    {
        var (product, squaresA, squaresB) = (0.0, 0.0, 0.0);
        for (var c = 0; c < a.GetLength(1); c++)
        {
            product += a[i, c] * b[j, c];
            squaresA += a[i, c] * a[i, c];
            squaresB += b[j, c] * b[j, c];
        }

        return product / Math.Sqrt(squaresA * squaresB);
    }
}
