using DaRec.Data;

namespace DaRec.Tests.Reference;

/// <summary>Item-to-item models by loops and dense inverses in double precision.</summary>
internal static class NaiveItemWeights
{
    public static double[,] Knn(Interactions train, double support, double denominator) => Fill(train, (j, i) =>
    {
        var shared = (double)Shared(train, j, i).Count();
        return shared / (Math.Sqrt((double)Users(train, j).Count() * Users(train, i).Count()) + denominator) * shared / (shared + support);
    });

    public static double[,] Rp3Beta(Interactions train, double alpha, double beta) => Fill(train, (j, i) =>
        Shared(train, j, i).Sum(user =>
            Math.Pow(1.0 / Users(train, j).Count(), alpha) * Math.Pow(1.0 / train.ItemsOf(user).Length, alpha))
        / Math.Pow(Users(train, i).Count(), beta));

    /// <summary>EASE of a Gram matrix.</summary>
    public static double[,] Ease(double[,] gram, double penalty)
    {
        var inverse = Inverse(Plus(gram, penalty));
        return Map(gram.GetLength(0), (j, i) => j == i ? 0 : -inverse[j, i] / inverse[i, i]);
    }

    public static double[,] L3ae(double[,] gram, double[,] texts, double interactionPenalty, double pull)
    {
        var inverse = Inverse(Plus(gram, interactionPenalty + pull));
        var product = Multiply(inverse, texts);
        return Map(gram.GetLength(0), (j, i) => j == i
            ? 0
            : (pull * product[j, i]) - (inverse[j, i] * (1 + (pull * product[i, i])) / inverse[i, i]));
    }

    /// <summary>XᵀX.</summary>
    public static double[,] Gram(Interactions train) => Map(train.ItemCount, (j, i) => Shared(train, j, i).Count());

    /// <summary>F Fᵀ of rows minus their mean over items with interactions, at unit length.</summary>
    public static double[,] TextGram(double[,] texts, Interactions train)
    {
        var (count, width, degrees) = (texts.GetLength(0), texts.GetLength(1), train.ItemDegrees());
        var warm = Enumerable.Range(0, count).Where(item => degrees[item] > 0).ToArray();
        double[] mean = [.. Enumerable.Range(0, width).Select(c => warm.Average(item => texts[item, c]))];
        double[][] rows = [.. Enumerable.Range(0, count).Select(item => Unit([.. mean.Select((value, c) => texts[item, c] - value)]))];
        return Map(count, (j, i) => rows[j].Zip(rows[i], (a, b) => a * b).Sum());
    }

    public static double[,] Multiply(double[,] a, double[,] b) => Map(a.GetLength(0), (j, i) =>
        Enumerable.Range(0, b.GetLength(0)).Sum(k => a[j, k] * b[k, i]));

    /// <summary>By Gauss and Jordan, with the largest pivot.</summary>
    public static double[,] Inverse(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (left, right) = ((double[,])matrix.Clone(), Map(n, (j, i) => j == i ? 1 : 0));
        for (var at = 0; at < n; at++)
        {
            var pivot = Enumerable.Range(at, n - at).MaxBy(row => Math.Abs(left[row, at]));
            for (var c = 0; c < n; c++)
            {
                (left[at, c], left[pivot, c]) = (left[pivot, c], left[at, c]);
                (right[at, c], right[pivot, c]) = (right[pivot, c], right[at, c]);
            }

            for (var row = 0; row < n; row++)
            {
                var factor = row == at ? 1 - (1 / left[at, at]) : left[row, at] / left[at, at];
                for (var c = n - 1; c >= 0; c--)
                {
                    (left[row, c], right[row, c]) = (left[row, c] - (factor * left[at, c]), right[row, c] - (factor * right[at, c]));
                }
            }
        }

        return right;
    }

    public static double[,] Plus(double[,] matrix, double penalty) =>
        Map(matrix.GetLength(0), (j, i) => matrix[j, i] + (j == i ? penalty : 0));

    private static double[] Unit(double[] row) => [.. row.Select(value => value / Math.Sqrt(row.Sum(other => other * other)))];

    private static IEnumerable<int> Users(Interactions train, int item) =>
        Enumerable.Range(0, train.UserCount).Where(user => train.Contains(user, item));

    private static IEnumerable<int> Shared(Interactions train, int j, int i) => Users(train, j).Where(user => train.Contains(user, i));

    private static double[,] Fill(Interactions train, Func<int, int, double> weight) =>
        Map(train.ItemCount, (j, i) => j == i || !Shared(train, j, i).Any() ? 0 : weight(j, i));

    private static double[,] Map(int count, Func<int, int, double> value)
    {
        var result = new double[count, count];
        for (var j = 0; j < count; j++)
        {
            for (var i = 0; i < count; i++)
            {
                result[j, i] = value(j, i);
            }
        }

        return result;
    }
}
