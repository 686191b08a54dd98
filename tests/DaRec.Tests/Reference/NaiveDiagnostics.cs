using MathNet.Numerics.LinearAlgebra;

namespace DaRec.Tests.Reference;

/// <summary>Figures of two tables as their definitions say, over all pairs of rows, in float64.</summary>
internal static class NaiveDiagnostics
{
    public static double Similarity(string name, double[,] a, double[,] b) => name switch
    {
        "cka" => Hsic(a, b) / Math.Sqrt(Hsic(a, a) * Hsic(b, b)),
        "debiased" => UnbiasedHsic(a, b) / Math.Sqrt(UnbiasedHsic(a, a) * UnbiasedHsic(b, b)),
        "procrustes" => 2 - (2 * RotatedCosine(a, b)),
        "disparity" => 1 - Math.Pow(RotatedCosine(a, b), 2),
        _ => Correlation(Cosines(a), Cosines(b)),
    };

    /// <summary>cos of each pair i &gt; j.</summary>
    public static double[] Cosines(double[,] rows)
    {
        var gram = Gram(rows);
        return [.. from i in Enumerable.Range(0, gram.RowCount) from j in Enumerable.Range(0, i) select gram[i, j] / Math.Sqrt(gram[i, i] * gram[j, j])];
    }

    /// <summary>Mean share of common neighbours among the k with the largest cosine.</summary>
    public static double Overlap(double[,] a, double[,] b, int k)
    {
        var n = a.GetLength(0);
        return Enumerable.Range(0, n).Average(row => Nearest(a, row, k).Intersect(Nearest(b, row, k)).Count() / (double)k);
    }

    /// <summary>The adjusted Rand index, counting pairs of rows that are together.</summary>
    public static double AdjustedRand(int[] a, int[] b)
    {
        var pairs = (from i in Enumerable.Range(0, a.Length) from j in Enumerable.Range(0, i) select (a[i] == a[j], b[i] == b[j])).ToArray();
        double both = pairs.Count(pair => pair is (true, true)), ofA = pairs.Count(pair => pair.Item1), ofB = pairs.Count(pair => pair.Item2);
        var expected = ofA * ofB / pairs.Length;
        return (both - expected) / (((ofA + ofB) / 2) - expected);
    }

    /// <summary>Mutual information over the mean of the entropies.</summary>
    public static double NormalizedInformation(int[] a, int[] b)
    {
        double n = a.Length, information = 0;
        foreach (var x in a.Distinct())
        {
            foreach (var y in b.Distinct())
            {
                var together = (double)Enumerable.Range(0, a.Length).Count(row => a[row] == x && b[row] == y);
                var expected = a.Count(value => value == x) * (double)b.Count(value => value == y) / n;
                information += together == 0 ? 0 : together / n * Math.Log(together / expected);
            }
        }

        return information / ((Entropy(a) + Entropy(b)) / 2);

        double Entropy(int[] values) => -values.GroupBy(value => value).Sum(group => group.Count() / n * Math.Log(group.Count() / n));
    }

    private static IEnumerable<int> Nearest(double[,] rows, int row, int k)
    {
        var gram = Gram(rows);
        return Enumerable.Range(0, gram.RowCount)
            .Where(other => other != row)
            .OrderByDescending(other => gram[row, other] / Math.Sqrt(gram[other, other]))
            .ThenBy(other => other)
            .Take(k);
    }

    private static Matrix<double> Gram(double[,] rows)
    {
        var matrix = Matrix<double>.Build.DenseOfArray(rows);
        return matrix * matrix.Transpose();
    }

    // tr(K H L H)
    private static double Hsic(double[,] a, double[,] b)
    {
        var n = a.GetLength(0);
        var center = Matrix<double>.Build.DenseIdentity(n) - Matrix<double>.Build.Dense(n, n, 1.0 / n);
        return (Gram(a) * center * Gram(b) * center).Trace();
    }

    // Song et al. (2012), equation 5, with kernels whose diagonal is 0.
    private static double UnbiasedHsic(double[,] a, double[,] b)
    {
        var (k, l, n) = (Gram(a), Gram(b), (double)a.GetLength(0));
        k.SetDiagonal(new double[k.RowCount]);
        l.SetDiagonal(new double[l.RowCount]);
        var both = k * l;
        return both.Trace()
            + (k.Enumerate().Sum() * l.Enumerate().Sum() / ((n - 1) * (n - 2)))
            - (2 / (n - 2) * both.Enumerate().Sum());
    }

    private static double RotatedCosine(double[,] a, double[,] b)
    {
        var (x, y) = (Centered(a), Centered(b));
        return x.TransposeThisAndMultiply(y).Svd(false).S.Sum() / (x.FrobeniusNorm() * y.FrobeniusNorm());
    }

    private static Matrix<double> Centered(double[,] rows)
    {
        var matrix = Matrix<double>.Build.DenseOfArray(rows);
        var mean = matrix.ColumnSums() / matrix.RowCount;
        return Matrix<double>.Build.Dense(matrix.RowCount, matrix.ColumnCount, (i, j) => matrix[i, j] - mean[j]);
    }

    private static double Correlation(double[] x, double[] y)
    {
        var (meanX, meanY) = (x.Average(), y.Average());
        return Covariance(x, meanX, y, meanY) / Math.Sqrt(Covariance(x, meanX, x, meanX) * Covariance(y, meanY, y, meanY));

        static double Covariance(double[] a, double meanA, double[] b, double meanB) => a.Zip(b, (p, q) => (p - meanA) * (q - meanB)).Sum();
    }
}
