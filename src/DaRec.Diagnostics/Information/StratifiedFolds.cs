using DaRec.Internal;

namespace DaRec.Diagnostics.Information;

/// <summary>Parts of rows in which each class is as frequent as it can be made.</summary>
internal static class StratifiedFolds
{
    private const int HeldOut = 5; // one row in five chooses the ridge

    /// <summary>The part of each row, in [0, count): the rows of a class in random order, one part after the other.</summary>
    /// <exception cref="ArgumentException">A class has fewer rows than there are parts.</exception>
    public static int[] Deal(LabelCodes labels, int count, int seed, string name)
    {
        var sizes = labels.Sizes;
        if (Array.FindIndex(sizes, size => size < count) is >= 0 and var small)
        {
            throw new ArgumentException(
                $"Expected at least {count} rows of each class, one for each fold, got {sizes[small]} with the label {labels.Values[small]}; "
                + "leave the class out, join it to another, or set fewer folds.",
                name);
        }

        var (folds, next) = (new int[labels.Codes.Length], 0);
        foreach (var row in Shuffled(Enumerable.Range(0, folds.Length), labels.Codes, seed))
        {
            folds[row] = next++ % count;
        }

        return folds;
    }

    /// <summary>Splits rows into those that fit and those that choose; each class keeps a row that fits.</summary>
    public static (int[] Fit, int[] Choose) Split(int[] rows, int[] codes, int seed)
    {
        var (fit, choose) = (new List<int>(), new List<int>());
        HashSet<int> seen = [];
        var next = 0;
        foreach (var row in Shuffled(rows, codes, seed))
        {
            var isFirst = seen.Add(codes[row]);
            (next++ % HeldOut == HeldOut - 1 && !isFirst ? choose : fit).Add(row);
        }

        return ([.. fit], [.. choose]);
    }

    // Class after class, each in random order.
    private static IEnumerable<int> Shuffled(IEnumerable<int> rows, int[] codes, int seed)
    {
        int[] order = [.. rows];
        new SeededRandom(seed).Shuffle(order);
        return order.OrderBy(row => codes[row]);
    }
}
