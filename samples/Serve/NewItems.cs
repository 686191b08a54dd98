using System.ComponentModel.DataAnnotations;

namespace DaRec.Serve;

/// <summary>Items to add.</summary>
public sealed record NewItems
{
    /// <summary>The largest request that is read, 128 MiB: about 20,000 embeddings of width 384.</summary>
    public const int MostBytes = 128 << 20;

    /// <summary>The items, at least one.</summary>
    [MinLength(1, ErrorMessage = "Expected at least one item.")]
    public required IReadOnlyList<NewItem> Items { get; init; }
}
