using System.Numerics;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Sampling;

/// <summary>Draws the N̂ rows of a step, uniformly and without replacement.</summary>
/// <remarks>
/// Cost: O(N̂ log N̂), whatever the table's length is (Floyd's method). A bit for each row of the table is kept from step to step.
/// </remarks>
internal sealed class RowSampler
{
    private readonly long? _sampleSize;
    private readonly RowSource _source;
    private ulong[]? _bits; // a bit a row, all 0 between two draws

    /// <summary>Creates a sampler.</summary>
    /// <param name="sampleSize">N̂ ≥ 1, at most; null takes all rows.</param>
    /// <param name="source">Which rows are eligible. Default <see cref="RowSource.Both"/>.</param>
    public RowSampler(long? sampleSize, RowSource source = RowSource.Both)
    {
        _sampleSize = sampleSize is null ? null : Guard.AtLeast(sampleSize.Value, 1, nameof(sampleSize));
        _source = Guard.Defined(source);
    }

    /// <summary>Row numbers of one step in a table of users, then items.</summary>
    /// <param name="userCount">Rows 0 … userCount − 1 are users.</param>
    /// <param name="itemCount">Rows userCount … userCount + itemCount − 1 are items.</param>
    /// <param name="generator">Source of randomness; null takes the process's default.</param>
    /// <returns>
    /// Distinct row numbers in ascending order, int64, shape (min(N̂, eligible rows)). The same numbers serve both sides.
    /// </returns>
    public Tensor Sample(long userCount, long itemCount, Generator? generator = null)
    {
        Guard.AtLeast(userCount, 0);
        Guard.AtLeast(itemCount, 0);
        var (first, count) = Eligible(_source, userCount, itemCount);
        if (count == 0)
        {
            throw new ArgumentException($"Expected rows to draw from ({_source}), got {userCount} users and {itemCount} items.");
        }

        return _sampleSize is not { } size || size >= count
            ? arange(Held(first), Held(first + count), Held(1), dtype: ScalarType.Int64)
            : Draw(first, count, size, generator);
    }

    /// <summary>As <see cref="Sample"/>, apart and on a device, from which nothing is read back.</summary>
    /// <param name="device">Where the numbers are drawn.</param>
    /// <param name="userCount">n_u.</param>
    /// <param name="itemCount">n_i.</param>
    /// <param name="draws">The step's random numbers.</param>
    /// <returns>Distinct user and item numbers in ascending order, int64, shapes (m_u) and (m_i).</returns>
    public (Tensor Users, Tensor Items) SampleOn(Device device, long userCount, long itemCount, HashedDraws draws)
    {
        var (first, count) = Eligible(_source, userCount, itemCount);
        var (users, items) = (Math.Min(count, Math.Max(0, userCount - first)), first + count - Math.Max(first, userCount));
        var size = Math.Min(_sampleSize ?? count, count);
        var drawnUsers = size == count ? users : HowManyOf(users, count, size, draws.ToRandom());
        return (draws.Distinct(users, drawnUsers, device), draws.Other(1).Distinct(items, size - drawnUsers, device));
    }

    /// <summary>The first eligible row and how many there are.</summary>
    internal static (long First, long Count) Eligible(RowSource source, long userCount, long itemCount) => source switch
    {
        RowSource.Users => (0, userCount),
        RowSource.Items => (userCount, itemCount),
        _ => (0, userCount + itemCount),
    };

    // How many of the first some come up when so many of all are drawn without replacement.
    private static long HowManyOf(long some, long all, long size, Random random)
    {
        var left = some;
        for (var drawn = 0L; drawn < size && left > 0; drawn++)
        {
            left -= random.NextInt64(all - drawn) < left ? 1 : 0;
        }

        return some - left;
    }

    // Floyd: for j = n − m … n − 1 draw t in [0, j]; take t, or j where t is taken already. Every subset is equally likely.
    private Tensor Draw(long first, long count, long size, Generator? generator)
    {
        if (size > Array.MaxLength)
        {
            throw new InvalidOperationException(
                $"Expected a sample of at most {Array.MaxLength} rows, got {size} of {count}; a sample size of null takes all rows.");
        }

        using var scope = NewDisposeScope();
        var rows = new long[size];
        var draws = TensorMemory.ToArray<double>(rand(size, dtype: ScalarType.Float64, generator: generator));
        var bits = TakeBits((count + 63) / 64);
        for (var (at, bound) = (0, count - size); at < rows.Length; at++)
        {
            bound++;
            var candidate = (long)(draws[at] * bound);
            var row = (bits[candidate / 64] >> (int)(candidate % 64) & 1) == 0 ? candidate : bound - 1;
            bits[row / 64] |= 1UL << (int)(row % 64);
            rows[at] = row;
        }

        if (bits.Length <= size)
        {
            ListSet(bits, rows); // cheaper than sorting
        }
        else
        {
            Array.Sort(rows);
        }

        for (var at = 0; at < rows.Length; at++)
        {
            bits[rows[at] / 64] = 0;
            rows[at] += first;
        }

        _bits = bits;
        return tensor(rows).MoveToOuterDisposeScope();
    }

    // Fresh memory of this size costs more than the rest of a draw.
    private ulong[] TakeBits(long words) =>
        Interlocked.Exchange(ref _bits, null) is { } bits && bits.Length == words ? bits : new ulong[words];

    private static void ListSet(ulong[] bits, long[] rows)
    {
        var at = 0;
        for (var word = 0; word < bits.Length; word++)
        {
            for (var left = bits[word]; left != 0; left &= left - 1)
            {
                rows[at++] = (64L * word) + BitOperations.TrailingZeroCount(left);
            }
        }
    }
}
