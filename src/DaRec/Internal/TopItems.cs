using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaRec.Internal;

/// <summary>The k best of a row of scores.</summary>
internal static class TopItems
{
    /// <summary>
    /// Items by falling score, ties by item number; −∞ marks items that must not appear. Returns how many there are, at most k.
    /// </summary>
    /// <remarks>One pass; whole groups of vectors that hold nothing above the k-th best so far are skipped, and the row is never sorted.</remarks>
    public static int Select<T>(ReadOnlySpan<T> scores, Span<T> best, Span<int> items)
        where T : unmanaged, IFloatingPointIeee754<T> => Select(scores, 0, best, items, 0);

    /// <summary>Goes on with the scores of the items <paramref name="first"/>, first + 1, … where <paramref name="count"/> are found already.</summary>
    /// <remarks>Parts of a row in ascending order give what the whole row gives.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int Select<T>(ReadOnlySpan<T> scores, int first, Span<T> best, Span<int> items, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (lanes, item) = (Vector<T>.Count, 0);
        var threshold = new Vector<T>(count < best.Length ? T.NegativeInfinity : best[^1]);
        for (; item <= scores.Length - (4 * lanes); item += 4 * lanes)
        {
            var group = scores.Slice(item, 4 * lanes);
            var highest = Vector.Max(
                Vector.Max(new Vector<T>(group), new Vector<T>(group[lanes..])),
                Vector.Max(new Vector<T>(group[(2 * lanes)..]), new Vector<T>(group[(3 * lanes)..])));
            if (!Vector.GreaterThanAny(highest, threshold))
            {
                continue;
            }

            for (var v = 0; v < 4 * lanes; v += lanes)
            {
                if (Vector.GreaterThanAny(new Vector<T>(group[v..]), threshold))
                {
                    count = Insert(group.Slice(v, lanes), first + item + v, best, items, count);
                    threshold = new Vector<T>(count < best.Length ? T.NegativeInfinity : best[^1]);
                }
            }
        }

        return Insert(scores[item..], first + item, best, items, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Insert<T>(ReadOnlySpan<T> scores, int first, Span<T> best, Span<int> items, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var threshold = count < best.Length ? T.NegativeInfinity : best[^1];
        for (var i = 0; i < scores.Length; i++)
        {
            var score = scores[i];
            if (score > threshold)
            {
                // Behind its equals: items come in ascending order, so that ties stay in it.
                var at = count < best.Length ? count++ : count - 1;
                for (; at > 0 && best[at - 1] < score; at--)
                {
                    (best[at], items[at]) = (best[at - 1], items[at - 1]);
                }

                (best[at], items[at]) = (score, first + i);
                threshold = count < best.Length ? T.NegativeInfinity : best[^1];
            }
        }

        return count;
    }
}
