using static TorchSharp.torch;

namespace DaRec.Embeddings;

/// <summary>Where the rows of a <see cref="FrozenEmbeddings"/> lie; results are in the stored type on <see cref="Device"/>.</summary>
/// <remarks>Callers have checked the arguments, except row numbers inside a tensor, and hold a dispose scope.</remarks>
internal abstract class EmbeddingRows : IDisposable
{
    public abstract long Count { get; }

    public abstract int Width { get; }

    public abstract Device Device { get; }

    /// <summary>Bytes of a stored number.</summary>
    public abstract long ItemSize { get; }

    /// <summary>Those rows, a fresh tensor of shape (m, e).</summary>
    /// <param name="rows">Row numbers on any device, shape (m).</param>
    public abstract Tensor Gather(Tensor rows);

    public abstract Tensor Gather(ReadOnlySpan<long> rows);

    /// <summary>As <see cref="Gather(Tensor)"/> of numbers that are known to be inside: none of them is read back.</summary>
    public virtual Tensor GatherInside(Tensor rows) => Gather(rows);

    public abstract Tensor Block(long start, long count);

    /// <summary>The same rows once more, disposed apart from these.</summary>
    public abstract EmbeddingRows Share();

    public abstract void Dispose();

    protected void CheckRange(ReadOnlySpan<long> rows)
    {
        for (var i = 0; i < rows.Length; i++)
        {
            if ((ulong)rows[i] >= (ulong)Count)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(rows), rows[i], $"Entry {i} asks for row {rows[i]}; rows are 0 to {Count - 1}.");
            }
        }
    }
}
