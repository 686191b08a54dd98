using System.Numerics;
using System.Runtime.InteropServices;

namespace DaRec.Recommenders.Evaluation;

/// <summary>The k best of a row of scores.</summary>
internal static class TopItems
{
    /// <summary>
    /// Items by falling score, ties by item number; −∞ marks items that must not appear. Returns how many there are, at most k.
    /// </summary>
    /// <remarks>One pass; whole vectors that hold nothing above the k-th best so far are skipped, and the row is never sorted.</remarks>
    public static int Select<T>(ReadOnlySpan<T> scores, Span<T> best, Span<int> items)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var k = best.Length;
        var count = 0;
        var threshold = T.NegativeInfinity;
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(scores);
        for (var v = 0; v < vectors.Length; v++)
        {
            if (Vector.GreaterThanAny(vectors[v], new Vector<T>(threshold)))
            {
                var first = v * Vector<T>.Count;
                Scan(scores, first, first + Vector<T>.Count, best, items);
            }
        }

        Scan(scores, vectors.Length * Vector<T>.Count, scores.Length, best, items);
        return count;

        void Scan(ReadOnlySpan<T> row, int first, int end, Span<T> bestScores, Span<int> bestItems)
        {
            for (var item = first; item < end; item++)
            {
                if (row[item] > threshold)
                {
                    Insert(row[item], item, bestScores, bestItems);
                }
            }
        }

        // Behind its equals: items come in ascending order, so that ties stay in it.
        void Insert(T score, int item, Span<T> bestScores, Span<int> bestItems)
        {
            var at = count < k ? count++ : k - 1;
            for (; at > 0 && bestScores[at - 1] < score; at--)
            {
                (bestScores[at], bestItems[at]) = (bestScores[at - 1], bestItems[at - 1]);
            }

            (bestScores[at], bestItems[at]) = (score, item);
            threshold = count < k ? T.NegativeInfinity : bestScores[k - 1];
        }
    }
}
