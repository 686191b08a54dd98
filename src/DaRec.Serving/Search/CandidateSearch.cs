namespace DaRec.Serving.Search;

/// <summary>Ranks what an approximate index finds: scored anew, filtered, and more asked for where filters leave too few.</summary>
internal static class CandidateSearch
{
    /// <summary>The best items, or null where so many are wanted that looking at all is as well.</summary>
    public static Selection? TryRun(IItemSearch search, VectorTable items, float[] query, ItemFilter filter, ReadOnlySpan<int> seen)
    {
        var wanted = filter.Count + (long)filter.Excluded(seen).Length;
        while (wanted < search.ItemCount / 4)
        {
            var candidates = new int[wanted];
            var found = search.Find(query, candidates);
            var selection = filter.Selection(seen);
            var ranges = ItemRange.Of(Ordered(candidates.AsSpan(0, found), search.ItemCount));
            if (items.Count > search.ItemCount)
            {
                ranges = [.. ranges, new ItemRange(search.ItemCount, items.Count)];
            }

            ExactSearch.Run(items, query, ranges, [selection], useCosine: false);
            if (selection.Count >= filter.Count || found < candidates.Length)
            {
                return selection;
            }

            wanted *= 4;
        }

        return null;
    }

    private static ReadOnlySpan<int> Ordered(Span<int> candidates, int itemCount)
    {
        candidates.Sort();
        var kept = 0;
        foreach (var item in candidates)
        {
            if (item < 0 || item >= itemCount)
            {
                throw new InvalidOperationException($"The search found item {item}; it covers 0 to {itemCount - 1}.");
            }

            if (kept == 0 || candidates[kept - 1] != item)
            {
                candidates[kept++] = item;
            }
        }

        return candidates[..kept];
    }
}
