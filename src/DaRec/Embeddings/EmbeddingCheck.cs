using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Embeddings;

/// <summary>Rows of an embedding table that no loss can use; the result of <see cref="FrozenEmbeddings.Check"/>.</summary>
public sealed class EmbeddingCheck
{
    private EmbeddingCheck(BadRows notANumber, BadRows infinite, BadRows zeroLength) =>
        (NotANumber, Infinite, ZeroLength) = (notANumber, infinite, zeroLength);

    /// <summary>Rows with a NaN.</summary>
    internal BadRows NotANumber { get; }

    /// <summary>Rows with an infinity, or with a value beyond the range of float32.</summary>
    internal BadRows Infinite { get; }

    /// <summary>Rows of zeros, which have no direction.</summary>
    internal BadRows ZeroLength { get; }

    /// <summary>Numbers of the first bad rows, ascending; empty if no row is bad.</summary>
    public IReadOnlyList<long> Rows => [.. NotANumber.First.Concat(Infinite.First).Concat(ZeroLength.First).Distinct().Order()];

    /// <summary>Whether no row is bad.</summary>
    public bool IsClean => NotANumber.Count + Infinite.Count + ZeroLength.Count == 0;

    /// <summary>Throws unless <see cref="IsClean"/>.</summary>
    /// <exception cref="InvalidDataException">There are bad rows; the message names them and how to mend them.</exception>
    public void EnsureClean()
    {
        if (IsClean)
        {
            return;
        }

        throw new InvalidDataException(
            $"The embeddings cannot be used: {Found(("NaN", NotANumber), ("infinite values", Infinite), ("zero length", ZeroLength))}. " +
            "Embed those rows' texts anew (an empty text often is the cause), or give them the mean of the other rows.");
    }

    /// <summary>Throws if a row is not finite; rows of zeros pass.</summary>
    /// <param name="name">The argument that the table came as.</param>
    /// <exception cref="ArgumentException">There are such rows; the message names them and how to mend them.</exception>
    internal void EnsureFinite(string name)
    {
        if (NotANumber.Count + Infinite.Count > 0)
        {
            throw new ArgumentException(
                $"Expected finite text embeddings, got {Found(("NaN", NotANumber), ("infinite values", Infinite))} of {name}; embed those "
                + "texts anew (an empty text is a common cause), or give them the mean of the other rows.",
                name);
        }
    }

    internal static EmbeddingCheck Run(FrozenEmbeddings embeddings, int maxReported)
    {
        var notANumber = new Tally(maxReported);
        var infinite = new Tally(maxReported);
        var zeroLength = new Tally(maxReported);
        embeddings.ForEachBlock((start, block) => // (b, e)
        {
            // One pass for the usual, clean block; NaN is neither above zero nor finite.
            var largest = block.abs().amax([1]); // (b)
            if (HostReads.IsTrue((largest.gt(Held(0)) & largest.isfinite()).all()))
            {
                return;
            }

            notANumber.Add(start, block.isnan().any(1));
            infinite.Add(start, block.isinf().any(1));
            zeroLength.Add(start, block.eq(Held(0)).all(1));
        });

        return new EmbeddingCheck(notANumber.Rows, infinite.Rows, zeroLength.Rows);
    }

    private static string Found(params ReadOnlySpan<(string Defect, BadRows Rows)> all)
    {
        var found = new List<string>();
        foreach (var (defect, rows) in all)
        {
            if (rows.Count > 0)
            {
                found.Add($"{defect} in {rows}");
            }
        }

        return string.Join("; ", found);
    }

    private sealed class Tally(int maxReported)
    {
        private readonly List<long> _first = [];
        private long _count;

        public BadRows Rows => new(_count, _first);

        public void Add(long start, Tensor isBad) // (b)
        {
            var flags = HostReads.ToArray<bool>(isBad);
            for (var row = 0; row < flags.Length; row++)
            {
                _count += flags[row] ? 1 : 0;
                if (flags[row] && _first.Count < maxReported)
                {
                    _first.Add(start + row);
                }
            }
        }
    }
}
