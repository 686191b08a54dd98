using DaRec.Serving.Internal;

namespace DaRec.Serving.Search;

/// <summary>Which items a query may return, by number: its options, looked up once for all users of a batch.</summary>
internal sealed class ItemFilter
{
    private readonly RecommendOptions _options;
    private readonly int[] _blocked; // ascending

    /// <summary>Looks the options' ids up.</summary>
    public ItemFilter(IndexState state, RecommendOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _blocked = Known(options.BlockedItems, state.ItemIds);
        Ranges = options.AllowedItems is { } allowed
            ? ItemRange.Of(Known(allowed, state.ItemIds))
            : state.Items.Count == 0 ? [] : [new ItemRange(0, state.Items.Count)];
        Count = (int)Math.Clamp(Ranges.Sum(range => (long)(range.End - range.First)), 1, options.Count);
    }

    /// <summary>Items to return, at least 1 and no more than are allowed.</summary>
    public int Count { get; }

    /// <summary>What may be returned, apart from what is excluded.</summary>
    public ItemRange[] Ranges { get; }

    /// <summary>Whether only some items are allowed: all of them are scored then, and no approximate index is asked.</summary>
    public bool IsNarrow => _options.AllowedItems is not null;

    /// <summary>Whether what the user has seen is left out.</summary>
    public bool IsSeenExcluded => _options.ExcludeSeen;

    /// <summary>Whether unknown ids of a history are skipped.</summary>
    public bool SkipsUnknown => _options.SkipUnknownItems;

    /// <summary>Items below are left out.</summary>
    public float MinimumScore => _options.MinimumScore ?? float.NegativeInfinity;

    /// <summary>A selection for a user who may not get certain items.</summary>
    /// <param name="excluded">Their numbers, ascending.</param>
    public Selection Selection(ReadOnlySpan<int> excluded) => new(Count, Excluded(excluded), _options.Where);

    /// <summary>What a user may not get, ascending.</summary>
    /// <param name="excluded">Numbers beside the blocked ones, ascending.</param>
    public int[] Excluded(ReadOnlySpan<int> excluded)
    {
        if (excluded.IsEmpty)
        {
            return _blocked;
        }

        int[] all = [.. excluded, .. _blocked];
        if (_blocked.Length > 0)
        {
            all.AsSpan().Sort();
        }

        return all;
    }

    private static int[] Known(IReadOnlyCollection<string>? ids, IdLayers known)
    {
        if (ids is null)
        {
            return [];
        }

        var numbers = new List<int>(ids.Count);
        foreach (var id in ids)
        {
            if (id is not null && known.TryGetNumber(id, out var number))
            {
                numbers.Add(number);
            }
        }

        return [.. numbers.Distinct().Order()];
    }
}
