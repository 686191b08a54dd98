using System.Text.Json;
using DaRec.Data;

namespace DaRec.Serving.Internal;

/// <summary>All that an index holds, checked.</summary>
internal sealed record IndexState
{
    public required VectorTable Users { get; init; }

    public required VectorTable Items { get; init; }

    public required IdLayers UserIds { get; init; }

    public required IdLayers ItemIds { get; init; }

    /// <summary>Of each item; null where no item has one.</summary>
    public required string?[]? Titles { get; init; }

    /// <summary>Interactions of each item.</summary>
    public required int[] Counts { get; init; }

    /// <summary>Of each user; it may know fewer items than there are.</summary>
    public required Interactions? Seen { get; init; }

    public ITextProjection? TextProjection { get; init; }

    public IUserFoldIn? FoldIn { get; init; }

    public IItemSearch? Search { get; init; }

    public JsonElement? Settings { get; init; }
}
