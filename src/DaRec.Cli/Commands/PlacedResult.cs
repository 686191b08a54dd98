using DaRec.NewItems;
using DaRec.Recommenders.Training;

namespace DaRec.Cli.Commands;

/// <summary>What a run came to after new items were placed.</summary>
/// <param name="Result">What is ranked with.</param>
/// <param name="TextColumns">How many of its last columns are those of a text score.</param>
/// <param name="Projection">What places items that come later; null where nothing does.</param>
internal sealed record PlacedResult(TrainingResult Result, int TextColumns, ItemProjection? Projection) : IDisposable
{
    /// <summary>What the text-score columns of items with 0, 1, … interactions were multiplied by; those of all others stayed.</summary>
    public IReadOnlyList<float> TextFactors { get; init; } = [];

    public void Dispose() => Result.Dispose();
}
