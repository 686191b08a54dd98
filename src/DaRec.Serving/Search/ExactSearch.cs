using System.Buffers;

namespace DaRec.Serving.Search;

/// <summary>Looks at every item: blocks of scores that stay in the cache until the best of them are taken.</summary>
internal static class ExactSearch
{
    private const int BlockItems = 512;
    private const int LargestGroup = 32; // their vectors stay in the first-level cache
    private const int SmallestGroup = 4; // as many as the product takes at a time

    /// <summary>Users that go through the items together, so that each core has a group.</summary>
    /// <param name="users">Number of all users.</param>
    public static int GroupSize(int users) => Math.Clamp(
        (int)(((long)users + Environment.ProcessorCount - 1) / Environment.ProcessorCount), SmallestGroup, LargestGroup);

    /// <summary>Offers the scores of all items in the ranges to the selections.</summary>
    /// <param name="items">Item vectors.</param>
    /// <param name="queries">One row for each selection.</param>
    /// <param name="ranges">Ascending.</param>
    /// <param name="selections">Of each query.</param>
    /// <param name="useCosine">Whether inner products are divided by the length of the item's row.</param>
    public static void Run(
        VectorTable items, ReadOnlySpan<float> queries, ReadOnlySpan<ItemRange> ranges, ReadOnlySpan<Selection> selections, bool useCosine)
    {
        var buffer = ArrayPool<float>.Shared.Rent(selections.Length * BlockItems);
        foreach (var range in ranges)
        {
            for (var first = range.First; first < range.End;)
            {
                var (segment, start) = items.Segment(items.SegmentOf(first));
                var size = Math.Min(Math.Min(range.End, start + segment.Count) - first, BlockItems);
                var rows = segment.Rows(first - start, size);
                InnerProducts.Compute(queries, selections.Length, rows, size, items.Width, buffer, BlockItems);
                for (var query = 0; query < selections.Length; query++)
                {
                    var scores = buffer.AsSpan(query * BlockItems, size);
                    if (useCosine)
                    {
                        Scale(scores, segment.InverseLengths.Slice(first - start, size));
                    }

                    selections[query].Offer(scores, first);
                }

                first += size;
            }
        }

        GC.KeepAlive(items); // a mapped table: its rows are pointers
        ArrayPool<float>.Shared.Return(buffer);
    }

    private static void Scale(Span<float> scores, ReadOnlySpan<float> factors)
    {
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] *= factors[i];
        }
    }
}
