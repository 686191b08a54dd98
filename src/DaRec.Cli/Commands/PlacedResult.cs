using DaRec.NewItems;
using DaRec.Recommenders.Training;

namespace DaRec.Cli.Commands;

/// <summary>What a run came to after new items were placed.</summary>
/// <param name="Result">What is ranked with.</param>
/// <param name="TextColumns">How many of its last columns are those of a text score.</param>
/// <param name="Projection">What places items that come later; null where nothing does.</param>
internal sealed record PlacedResult(TrainingResult Result, int TextColumns, ItemProjection? Projection) : IDisposable
{
    public void Dispose() => Result.Dispose();
}
