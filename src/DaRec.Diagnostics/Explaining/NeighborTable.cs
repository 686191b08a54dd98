using DaRec.Embeddings;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Explaining;

/// <summary>Finds the rows of a table that are most similar to one of them, by cosine.</summary>
/// <remarks>Holds the rows as float32, at unit length. O(n d) for one row.</remarks>
/// <example>
/// <code>
/// var byScores = NeighborTable.Of(ScoreSpace.Items(rankedUsers, rankedItems));
/// var byTexts = NeighborTable.OfTexts(itemTexts);
/// foreach (var neighbor in byScores.Nearest(17, count: 10)) { … }
/// </code>
/// </example>
public sealed class NeighborTable
{
    private readonly float[] _rows; // unit length, (n, d)

    private NeighborTable(float[] rows, int width) => (_rows, Width) = (rows, width);

    /// <summary>Number of rows n.</summary>
    public int Count => _rows.Length / Width;

    /// <summary>Number of columns d.</summary>
    public int Width { get; }

    /// <summary>Takes a table's rows.</summary>
    /// <param name="rows">Shape (n, d), of any floating-point type and device.</param>
    /// <exception cref="ArgumentException">It is no matrix of floating-point numbers.</exception>
    /// <exception cref="InvalidOperationException">n · d is more than the 2³¹ − 57 elements of an array.</exception>
    public static NeighborTable Of(Tensor rows)
    {
        Guard.Matrix(rows);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return new NeighborTable(HostReads.ToArray<float>(Rows.Normalize(rows.detach().to(ScalarType.Float32))), (int)rows.size(1));
    }

    /// <summary>Takes texts less their mean: what all texts have in common makes none of them similar.</summary>
    /// <param name="texts">Text embeddings, shape (n, e); the whole table comes to memory.</param>
    public static NeighborTable OfTexts(FrozenEmbeddings texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var scope = NewDisposeScope();
        return Of(Rows.Center(texts.Block(0, texts.Count, ScalarType.Float32, CPU)));
    }

    /// <summary>The rows most similar to a row, the row itself left out, most similar first; ties by number.</summary>
    /// <param name="row">Number of the row, in [0, n).</param>
    /// <param name="count">How many, ≥ 1; fewer where there are fewer.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row that does not exist, or a count below 1.</exception>
    public IReadOnlyList<Neighbor> Nearest(int row, int count)
    {
        Guard.InRange(row, 0, Count - 1);
        Guard.AtLeast(count, 1);
        return Nearest(this[row], count, without: row);
    }

    /// <summary>The cosine of two rows.</summary>
    /// <param name="first">Number of a row, in [0, n).</param>
    /// <param name="second">Likewise.</param>
    public double Similarity(int first, int second)
    {
        Guard.InRange(first, 0, Count - 1);
        Guard.InRange(second, 0, Count - 1);
        return Dot(this[first], this[second]);
    }

    /// <summary>A row of unit length; of length 0 where the table has zeros.</summary>
    internal ReadOnlySpan<float> this[int row] => _rows.AsSpan(row * Width, Width);

    /// <summary>The rows as a tensor, float32, (n, d).</summary>
    internal Tensor ToTensor()
    {
        using var scope = NewDisposeScope();
        return tensor(_rows, dtype: ScalarType.Float32).view(Count, Width).MoveToOuterDisposeScope();
    }

    /// <summary>The rows most similar to a vector of unit length.</summary>
    internal IReadOnlyList<Neighbor> Nearest(ReadOnlySpan<float> vector, int count, int without = -1)
    {
        var scores = new double[Count];
        for (var row = 0; row < scores.Length; row++)
        {
            scores[row] = row == without ? double.NegativeInfinity : Dot(vector, this[row]);
        }

        var best = new double[Math.Min(count, scores.Length)];
        var rows = new int[best.Length];
        var found = TopItems.Select<double>(scores, best, rows);
        return [.. Enumerable.Range(0, found).Select(place => new Neighbor { Row = rows[place], Similarity = best[place] })];
    }

    /// <summary>The inner product, summed in float64.</summary>
    internal static double Dot(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var sum = 0.0;
        for (var column = 0; column < first.Length; column++)
        {
            sum += (double)first[column] * second[column];
        }

        return sum;
    }
}
