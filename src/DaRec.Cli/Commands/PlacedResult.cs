using DaRec.NewItems;

namespace DaRec.Cli.Commands;

/// <summary>What a run ranks with after new items were placed.</summary>
/// <param name="Ranked">All users and all items.</param>
/// <param name="Projection">What places items that come later; null where nothing does.</param>
internal sealed record PlacedResult(RankedEmbeddings Ranked, ItemProjection? Projection = null) : IDisposable
{
    /// <summary>What the text-score columns of items with 0, 1, … interactions were multiplied by; those of all others stayed.</summary>
    public IReadOnlyList<float> TextFactors { get; init; } = [];

    public void Dispose() => Ranked.Dispose();
}
