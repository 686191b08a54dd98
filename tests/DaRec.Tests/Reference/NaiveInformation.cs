using MathNet.Numerics;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Integration;

namespace DaRec.Tests.Reference;

/// <summary>Mutual information by plain loops, in nats.</summary>
internal static class NaiveInformation
{
    /// <summary>Σ p log p(x,y) / (p(x) p(y)).</summary>
    public static double Of(double[,] p)
    {
        var sum = 0.0;
        for (var x = 0; x < p.GetLength(0); x++)
        {
            for (var y = 0; y < p.GetLength(1); y++)
            {
                var (row, column) = (0.0, 0.0);
                for (var other = 0; other < p.GetLength(1); other++)
                {
                    row += p[x, other];
                }

                for (var other = 0; other < p.GetLength(0); other++)
                {
                    column += p[other, y];
                }

                sum += p[x, y] > 0 ? p[x, y] * Math.Log(p[x, y] / (row * column)) : 0;
            }
        }

        return sum;
    }

    /// <summary>Kraskov's first estimate, row by row, as it is on columns that are divided by their standard deviations.</summary>
    public static double Kraskov(double[,] x, double[,] y, int k)
    {
        var n = x.GetLength(0);
        var sum = 0.0;
        for (var i = 0; i < n; i++)
        {
            var others = Enumerable.Range(0, n).Where(j => j != i).Select(j => (X: Distance(x, i, j), Y: Distance(y, i, j))).ToList();
            var radius = others.Select(pair => Math.Max(pair.X, pair.Y)).Order().ElementAt(k - 1);
            sum += SpecialFunctions.DiGamma(others.Count(pair => Near(pair.X, radius)) + 1)
                + SpecialFunctions.DiGamma(others.Count(pair => Near(pair.Y, radius)) + 1);
        }

        return SpecialFunctions.DiGamma(n) + SpecialFunctions.DiGamma(k) - (sum / n);
    }

    /// <summary>Ross' estimate, row by row.</summary>
    public static double Ross(double[,] x, int[] labels, int k)
    {
        int[] rows = [.. Enumerable.Range(0, labels.Length).Where(i => labels.Count(label => label == labels[i]) > 1)];
        var sum = 0.0;
        foreach (var i in rows)
        {
            var own = rows.Where(j => j != i && labels[j] == labels[i]).Select(j => Distance(x, i, j)).Order().ToList();
            var neighbors = Math.Min(k, own.Count);
            var radius = own[neighbors - 1];
            sum += SpecialFunctions.DiGamma(neighbors) - SpecialFunctions.DiGamma(own.Count + 1)
                - SpecialFunctions.DiGamma(rows.Count(j => j == i || Near(Distance(x, i, j), radius)));
        }

        return SpecialFunctions.DiGamma(rows.Length) + (sum / rows.Length);
    }

    /// <summary>I(x;Y) of x ~ N(mean of class Y, 1) with equally likely classes: H(x) by integration, less that of a normal.</summary>
    public static double NormalMixture(double[] means)
    {
        double Density(double x) => means.Average(mean => Normal.PDF(mean, 1, x));
        var entropy = GaussLegendreRule.Integrate(
            x => Density(x) is > 0 and var p ? -p * Math.Log(p) : 0, means.Min() - 12, means.Max() + 12, 1024);
        return entropy - (0.5 * Math.Log(2 * Math.PI * Math.E));
    }

    /// <summary>Columns over their standard deviations.</summary>
    public static double[,] Standardized(double[,] rows)
    {
        var result = (double[,])rows.Clone();
        var n = rows.GetLength(0);
        for (var column = 0; column < rows.GetLength(1); column++)
        {
            var values = Enumerable.Range(0, n).Select(row => rows[row, column]).ToList();
            var deviation = Math.Sqrt(values.Average(value => Math.Pow(value - values.Average(), 2)));
            for (var row = 0; row < n; row++)
            {
                result[row, column] /= deviation;
            }
        }

        return result;
    }

    private static bool Near(double distance, double radius) => distance < radius || (radius == 0 && distance == 0);

    private static double Distance(double[,] rows, int i, int j) =>
        Enumerable.Range(0, rows.GetLength(1)).Max(column => Math.Abs(rows[i, column] - rows[j, column]));
}
