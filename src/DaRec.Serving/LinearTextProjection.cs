using DaRec.Internal;
using DaRec.Serving.Internal;

namespace DaRec.Serving;

/// <summary>A linear map of text embeddings at unit length.</summary>
/// <remarks>
/// <code>v = A (x − μ) / ‖x − μ‖ + b</code>
/// A text that equals the mean μ has no direction; its vector is the offset b. Projecting n texts takes O(n e w).
/// </remarks>
public sealed class LinearTextProjection : ITextProjection
{
    /// <summary>The kind that files name.</summary>
    internal const string KindName = "linear";

    private const int BlockRows = 64;

    private readonly float[] _mean; // (e)
    private readonly float[] _matrix; // (w, e)
    private readonly float[] _offset; // (w)

    /// <summary>Creates a projection; the arrays are copied.</summary>
    /// <param name="mean">μ, the mean of the text embeddings, shape (e).</param>
    /// <param name="matrix">A, row by row, shape (w, e).</param>
    /// <param name="offset">b, shape (w).</param>
    /// <exception cref="ArgumentException">Shapes that do not fit, or values that are not finite.</exception>
    public LinearTextProjection(ReadOnlySpan<float> mean, ReadOnlySpan<float> matrix, ReadOnlySpan<float> offset)
    {
        if (mean.IsEmpty || offset.IsEmpty || matrix.Length != (long)mean.Length * offset.Length)
        {
            throw new ArgumentException(
                $"Expected a mean (e), a matrix (w, e) and an offset (w) with e ≥ 1 and w ≥ 1, " +
                $"got {mean.Length}, {matrix.Length} and {offset.Length} elements.",
                nameof(matrix));
        }

        Finite.Check(mean, nameof(mean));
        Finite.Check(matrix, nameof(matrix));
        Finite.Check(offset, nameof(offset));
        (_mean, _matrix, _offset) = (mean.ToArray(), matrix.ToArray(), offset.ToArray());
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <inheritdoc/>
    public int TextWidth => _mean.Length;

    /// <inheritdoc/>
    public int VectorWidth => _offset.Length;

    /// <inheritdoc/>
    public void Project(ReadOnlySpan<float> texts, int count, Span<float> vectors)
    {
        Guard.AtLeast(count, 0);
        if (texts.Length != (long)count * TextWidth || vectors.Length != (long)count * VectorWidth)
        {
            throw new ArgumentException(
                $"Expected {count} texts of width {TextWidth} and room for vectors of width {VectorWidth}, " +
                $"got {texts.Length} and {vectors.Length} elements.",
                nameof(texts));
        }

        var block = new float[Math.Min(BlockRows, count) * TextWidth];
        for (var start = 0; start < count; start += BlockRows)
        {
            var size = Math.Min(BlockRows, count - start);
            var directions = block.AsSpan(0, size * TextWidth);
            for (var row = 0; row < size; row++)
            {
                Direct(texts.Slice((start + row) * TextWidth, TextWidth), directions.Slice(row * TextWidth, TextWidth));
            }

            var target = vectors.Slice(start * VectorWidth, size * VectorWidth);
            InnerProducts.Compute(directions, size, _matrix, VectorWidth, TextWidth, target, VectorWidth); // (size, w)
            for (var row = 0; row < size; row++)
            {
                RowMath.AddTo(target.Slice(row * VectorWidth, VectorWidth), _offset);
            }
        }
    }

    /// <inheritdoc/>
    public void Save(ComponentArrays arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        arrays.Add("mean", _mean);
        arrays.Add("matrix", _matrix, VectorWidth, TextWidth);
        arrays.Add("offset", _offset);
    }

    internal static LinearTextProjection Load(ComponentArrays arrays)
    {
        var matrix = arrays.Matrix("matrix", out var width, out var textWidth);
        return new LinearTextProjection(arrays.Vector("mean", textWidth), matrix, arrays.Vector("offset", width));
    }

    private void Direct(ReadOnlySpan<float> text, Span<float> direction)
    {
        for (var column = 0; column < text.Length; column++)
        {
            direction[column] = text[column] - _mean[column];
        }

        RowMath.ToUnitLength(direction);
    }
}
