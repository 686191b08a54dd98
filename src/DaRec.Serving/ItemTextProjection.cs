using DaRec.NewItems;

namespace DaRec.Serving;

/// <summary>Places new items by their texts as an <see cref="ItemProjector"/> does: an <see cref="ItemProjection"/> that is saved with an index.</summary>
/// <remarks>What is loaded gives the same vectors as what was saved, to the last bit.</remarks>
/// <example>
/// <code>
/// using var projector = ItemProjector.Fit(ranked, aligner.Evidence!, training, validation);
/// var projection = new ItemTextProjection(projector.Projection);
/// var recommender = new Recommender(new RecommenderContents { Items = placedItems, Users = users, TextProjection = projection });
/// recommender = recommender.WithItems(["sku-9"], VectorTable.FromRows([embedding]));
/// </code>
/// </example>
public sealed class ItemTextProjection : ITextProjection
{
    /// <summary>The kind that files name.</summary>
    internal const string KindName = "text";

    /// <summary>Wraps a projection.</summary>
    /// <param name="projection">Of <see cref="ItemProjector.Projection"/>.</param>
    public ItemTextProjection(ItemProjection projection)
    {
        ArgumentNullException.ThrowIfNull(projection);
        Projection = projection;
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public int TextWidth => Projection.TextWidth;

    /// <inheritdoc/>
    public int VectorWidth => Projection.Width;

    /// <summary>What computes the vectors.</summary>
    public ItemProjection Projection { get; }

    /// <inheritdoc/>
    public void Project(ReadOnlySpan<float> texts, int count, Span<float> vectors) => Projection.Project(texts, count, vectors);

    /// <inheritdoc/>
    public void Save(ComponentArrays arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        arrays.Add("mean", Projection.Mean);
        arrays.Add("basis", Projection.Basis, Projection.Basis.Length / TextWidth, TextWidth);
        arrays.Add("place_width", Projection.PlaceWidth);
        arrays.Add("text_columns", Projection.TextColumns);
        arrays.Add("level", Projection.Level);
        switch (Projection.Map)
        {
            case NeighborMap map:
                arrays.Add("neighbors", map.Neighbors);
                arrays.Add("neighbor_weights", map.Weights);
                arrays.Add("neighbor_keys", map.Keys, map.Count, map.Weights.Length);
                arrays.Add("neighbor_values", map.Values, map.Count, Projection.PlaceWidth);
                break;
            case LinearMap map:
                arrays.Add("ridge_matrix", map.Matrix, map.Offset.Length, map.Matrix.Length / map.Offset.Length);
                arrays.Add("ridge_offset", map.Offset);
                break;
            default:
                throw new NotSupportedException($"A map of type {Projection.Map.GetType().Name} cannot be saved.");
        }
    }

    internal static ItemTextProjection Load(ComponentArrays arrays)
    {
        var basis = arrays.Matrix("basis", out var rank, out var textWidth);
        var mean = arrays.Vector("mean", textWidth);
        var (width, columns) = (Count(arrays, "place_width", least: 1), Count(arrays, "text_columns", least: 0));
        var level = arrays.Number("level");
        if (columns > rank || !float.IsFinite(level) || level < 0)
        {
            throw new InvalidDataException(
                $"{arrays.Source}: expected at most {rank} text columns and a finite level ≥ 0, got {columns} and {level}.");
        }

        TextMap map = arrays.Names.Contains("ridge_offset") ? Ridge(arrays, width, rank) : Neighbors(arrays, width, rank);
        return new ItemTextProjection(new ItemProjection(mean, basis, map, width, columns, level));
    }

    private static LinearMap Ridge(ComponentArrays arrays, int width, int rank)
    {
        var matrix = arrays.Matrix("ridge_matrix", out var rows, out var columns);
        return (rows, columns) == (width, rank)
            ? new LinearMap(matrix, arrays.Vector("ridge_offset", width))
            : throw Shape(arrays, "ridge_matrix", (rows, columns), (width, rank));
    }

    private static NeighborMap Neighbors(ComponentArrays arrays, int width, int rank)
    {
        var keys = arrays.Matrix("neighbor_keys", out var count, out var directions);
        var values = arrays.Matrix("neighbor_values", out var rows, out var columns);
        if (directions < 1 || directions > rank)
        {
            throw Shape(arrays, "neighbor_keys", (count, directions), (count, rank));
        }

        return (rows, columns) == (count, width)
            ? new NeighborMap(arrays.Vector("neighbor_weights", directions), keys, values, width, Count(arrays, "neighbors", least: 0))
            : throw Shape(arrays, "neighbor_values", (rows, columns), (count, width));
    }

    private static int Count(ComponentArrays arrays, string name, int least)
    {
        var number = arrays.Number(name);
        return number >= least && number < int.MaxValue && number == MathF.Floor(number)
            ? (int)number
            : throw new InvalidDataException($"{arrays.Source}: expected a whole number ≥ {least} as '{name}', got {number}.");
    }

    private static InvalidDataException Shape(ComponentArrays arrays, string name, (int, int) got, (int, int) expected) =>
        new($"{arrays.Source}: array '{name}' has shape {got}; expected {expected}.");
}
