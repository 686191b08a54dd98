namespace DaRec.Tests.Reference;

/// <summary>The losses as double loops over rows, independent of torch.</summary>
internal static class NaiveLosses
{
    public static double Orthogonality(double[,] shared, double[,] specific)
    {
        var n = shared.GetLength(0);
        return Enumerable.Range(0, n).Average(i => Math.Pow(Cosine(shared, i, specific, i), 2));
    }

    public static double Uniformity(double[,] rows, double temperature, bool normalize, bool distinctPairs)
    {
        var points = normalize ? Normalize(rows) : rows;
        var n = points.GetLength(0);
        var (sum, pairs) = (0.0, 0);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                if (i == j && distinctPairs)
                {
                    continue;
                }

                sum += Math.Exp(-temperature * SquaredDistance(points, i, points, j));
                pairs++;
            }
        }

        return Math.Log(sum / pairs);
    }

    public static double GlobalStructure(double[,] a, double[,] b, bool normalize, bool average)
    {
        var (x, y) = normalize ? (Normalize(a), Normalize(b)) : (a, b);
        var n = x.GetLength(0);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                sum += Math.Pow(Dot(x, i, x, j) - Dot(y, i, y, j), 2);
            }
        }

        return average ? sum / n / n : sum;
    }

    public static double Neighborhood(double[,] collaborative, double[,] language, double temperature, bool center)
    {
        var texts = center ? Center(language) : language;
        var n = collaborative.GetLength(0);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var target = Softmax(texts, i, temperature);
            var ours = Softmax(collaborative, i, temperature);
            for (var j = 0; j < n; j++)
            {
                if (j != i)
                {
                    sum += target[j] * Math.Log(target[j] / ours[j]);
                }
            }
        }

        return sum / n;
    }

    /// <summary>With the greedy matching found by scanning all pairs k times.</summary>
    public static double LocalStructure(double[,] a, double[,] b)
    {
        var k = a.GetLength(0);
        var partners = GreedyMatching(a, b);
        var (matched, unmatched) = (0.0, 0.0);
        for (var i = 0; i < k; i++)
        {
            for (var j = 0; j < k; j++)
            {
                var cosine = Cosine(a, i, b, (int)partners[j]);
                if (i == j)
                {
                    matched += Math.Pow(cosine - 1, 2);
                }
                else
                {
                    unmatched += cosine * cosine;
                }
            }
        }

        return matched / k + (k == 1 ? 0 : unmatched / (k * k - k));
    }

    public static long[] GreedyMatching(double[,] a, double[,] b)
    {
        var k = a.GetLength(0);
        var partners = Enumerable.Repeat(-1L, k).ToArray();
        for (var round = 0; round < k; round++)
        {
            var (best, bestI, bestJ) = (double.PositiveInfinity, -1, -1);
            for (var i = 0; i < k; i++)
            {
                for (var j = 0; j < k; j++)
                {
                    var distance = SquaredDistance(a, i, b, j);
                    if (partners[i] < 0 && !partners.Contains(j) && distance < best)
                    {
                        (best, bestI, bestJ) = (distance, i, j);
                    }
                }
            }

            partners[bestI] = bestJ;
        }

        return partners;
    }

    public static double SquaredDistance(double[,] a, int i, double[,] b, int j) =>
        Enumerable.Range(0, a.GetLength(1)).Sum(c => (a[i, c] - b[j, c]) * (a[i, c] - b[j, c]));

    private static double Dot(double[,] a, int i, double[,] b, int j) => Enumerable.Range(0, a.GetLength(1)).Sum(c => a[i, c] * b[j, c]);

    private static double Cosine(double[,] a, int i, double[,] b, int j)
    {
        var lengths = Math.Sqrt(Dot(a, i, a, i) * Dot(b, j, b, j));
        return lengths == 0 ? 0 : Dot(a, i, b, j) / lengths;
    }

    private static double[] Softmax(double[,] rows, int i, double temperature)
    {
        var n = rows.GetLength(0);
        var weights = Enumerable.Range(0, n).Select(j => j == i ? 0 : Math.Exp(Cosine(rows, i, rows, j) / temperature)).ToArray();
        var total = weights.Sum();
        return weights.Select(weight => weight / total).ToArray();
    }

    private static double[,] Normalize(double[,] rows)
    {
        var result = (double[,])rows.Clone();
        for (var i = 0; i < rows.GetLength(0); i++)
        {
            var length = Math.Sqrt(Dot(rows, i, rows, i));
            for (var c = 0; c < rows.GetLength(1) && length > 0; c++)
            {
                result[i, c] /= length;
            }
        }

        return result;
    }

    private static double[,] Center(double[,] rows)
    {
        var (n, d) = (rows.GetLength(0), rows.GetLength(1));
        var result = (double[,])rows.Clone();
        for (var c = 0; c < d; c++)
        {
            var mean = Enumerable.Range(0, n).Average(i => rows[i, c]);
            for (var i = 0; i < n; i++)
            {
                result[i, c] -= mean;
            }
        }

        return result;
    }
}
