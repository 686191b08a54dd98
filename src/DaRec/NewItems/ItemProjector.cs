using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.NewItems;

/// <summary>
/// Places items that have few interactions or none by their texts, so that one ranking holds new, rare and well-known items, and
/// tomorrow's items join without training.
/// </summary>
/// <remarks>
/// Fitted once after training. A new item's row is told from its text by an <see cref="ItemMap"/>; its level against trained rows is
/// measured. A rare item's row is a mean of both, by its interactions. Where texts tell nothing about the interactions
/// (<see cref="TextEvidence.InformationBits"/> is 0) every item stays as trained.
/// </remarks>
/// <example>
/// <code>
/// using var ranked = aligner.Represent(users, items);
/// using var projector = ItemProjector.Fit(ranked, aligner.Evidence!, training, validation);
/// using var placed = projector.Place(ranked.Items);          // all items, rank with these
/// using var tomorrow = projector.Project(newTexts);          // rows of items that arrive later
/// </code>
/// </example>
public sealed class ItemProjector : IDisposable
{
    private const int ProjectedTogether = 1 << 14;

    private readonly LeaningItems _leaning;

    internal ItemProjector(ItemProjection projection, ItemMap map, LeaningItems leaning, int rareInteractions)
    {
        (Projection, Map, _leaning) = (projection, map, leaning);
        TextFactors = Level == 0
            ? []
            : [.. Enumerable.Range(0, rareInteractions + 1).Select(count =>
                LeaningItems.Factor(count, rareInteractions, ItemProjection.TextFactor * projection.Level))];
    }

    /// <summary>What computes rows of new texts; needs no native library.</summary>
    public ItemProjection Projection { get; }

    /// <summary>The map in use: the one asked for, or the one that was chosen.</summary>
    public ItemMap Map { get; }

    /// <summary>s ≥ 0, the factor of placed rows; 0 leaves every item as trained.</summary>
    public double Level => Projection.Level;

    /// <summary>
    /// What <see cref="Place"/> multiplies the text-score columns of items with 0, 1, … training interactions by; all others stay.
    /// </summary>
    public IReadOnlyList<float> TextFactors { get; }

    /// <summary>Fits a projector to what is ranked with after training.</summary>
    /// <param name="ranked">
    /// What users and items are ranked with: of <see cref="DaRecAligner.Represent(Tensor, Tensor)"/>, of <see cref="TextEvidence.Append"/>,
    /// or any two tables, without text columns then.
    /// </param>
    /// <param name="evidence">What the item texts say about the interactions.</param>
    /// <param name="training">The training interactions.</param>
    /// <param name="validation">
    /// Held-out interactions of as many users and items, which choose the level: best with some of new items. Null takes a level that
    /// costs other items next to nothing where few items are new.
    /// </param>
    /// <param name="options">Every choice; null takes the defaults.</param>
    /// <exception cref="ArgumentException">Tables, evidence and interactions of different counts, or rows that are not finite.</exception>
    public static ItemProjector Fit(
        RankedEmbeddings ranked,
        TextEvidence evidence,
        Interactions training,
        Interactions? validation = null,
        ItemProjectorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(evidence);
        ArgumentNullException.ThrowIfNull(training);
        Check(ranked, evidence, training, nameof(training));
        if (validation is not null)
        {
            Check(ranked, evidence, validation, nameof(validation));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        options ??= new ItemProjectorOptions();
        var fit = new ItemProjectorFit(ranked, evidence, training, options);
        var (map, kind) = fit.ChooseMap();
        var leaning = fit.Lean(map);
        var level = evidence.InformationBits > 0 ? fit.ChooseLevel(map, leaning, validation) : 0;
        return new ItemProjector(
            map.At(level),
            kind,
            new LeaningItems(
                leaning.Numbers.DetachFromDisposeScope(), leaning.Lean.DetachFromDisposeScope(), leaning.Placed.DetachFromDisposeScope()),
            options.RareInteractions);
    }

    /// <summary>The items' table with new and rare items placed; the rows of all others are bit for bit as they were.</summary>
    /// <param name="items">What items are ranked with as trained, shape (n_i, w).</param>
    /// <returns>A new table, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">A table of another shape.</exception>
    public Tensor Place(Tensor items)
    {
        ObjectDisposedException.ThrowIf(_leaning.Numbers.IsInvalid, this);
        ArgumentNullException.ThrowIfNull(items);
        if (items.dim() != 2 || items.size(1) != Projection.Width)
        {
            throw new ArgumentException(
                $"Expected a table of width {Projection.Width}, got shape ({string.Join(", ", items.shape)}).", nameof(items));
        }

        using var noGrad = no_grad();
        return Level > 0 && _leaning.Numbers.size(0) > 0 ? _leaning.Place(items, (float)Level) : items.clone();
    }

    /// <summary>Rows of items that training has not seen, to rank beside <see cref="Place"/>'s.</summary>
    /// <param name="texts">Their text embeddings, of the model that the others' are of, shape (m, e).</param>
    /// <returns>A new table, float32, shape (m, w), to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">Texts of another width, or with NaN or infinity.</exception>
    public Tensor Project(FrozenEmbeddings texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Width != Projection.TextWidth)
        {
            throw new ArgumentException(
                $"Expected texts of width {Projection.TextWidth}, of the model that the other items' texts are of, got {texts.Width}.",
                nameof(texts));
        }

        texts.Check().EnsureFinite(nameof(texts));
        using var scope = NewDisposeScope();
        var rows = empty(texts.Count, Projection.Width, dtype: ScalarType.Float32);
        for (var first = 0L; first < texts.Count; first += ProjectedTogether)
        {
            using var blockScope = NewDisposeScope();
            var count = (int)Math.Min(ProjectedTogether, texts.Count - first);
            var block = new float[count * Projection.Width];
            Projection.Project(TensorMemory.ToArray<float>(texts.Block(first, count, device: CPU)), count, block);
            rows.narrow(0, first, count).copy_(tensor(block).view(count, Projection.Width));
        }

        return rows.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _leaning.Numbers.Dispose();
        _leaning.Lean.Dispose();
        _leaning.Placed.Dispose();
    }

    private static void Check(RankedEmbeddings ranked, TextEvidence evidence, Interactions interactions, string name)
    {
        if (interactions.UserCount != ranked.Users.size(0) || interactions.ItemCount != ranked.Items.size(0)
            || interactions.ItemCount != evidence.Items.size(0))
        {
            throw new ArgumentException(
                $"Expected {name} interactions of {ranked.Users.size(0)} users and {ranked.Items.size(0)} items, as many as are ranked and as "
                + $"the evidence has ({evidence.Items.size(0)}), got {interactions.UserCount} and {interactions.ItemCount}.",
                name);
        }
    }
}
