using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DaRec.Internal;
using static System.Numerics.Vector;
using static DaRec.Kernels.VectorMath;

namespace DaRec.Recommenders.Losses;

/// <summary>Value and gradient of <see cref="BprLoss"/> straight from the rows of a table, without copies of them.</summary>
/// <remarks>
/// Both passes are cut into parts that depend on the sizes alone, and each number is summed in the order of the batch: results do not
/// depend on the number of threads.
/// </remarks>
internal static unsafe class TripletKernel<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int PartTriplets = 256;
    private const int ZeroRows = 1024;
    private const int LineBytes = 64;

    /// <summary>Σ softplus(−m) over the margins m = ⟨u, i⁺⟩ − ⟨u, i⁻⟩; slopes become −σ(−m).</summary>
    /// <param name="table">Row-major, of width d.</param>
    /// <param name="triplets">The rows (u, i⁺, i⁻) of each triplet.</param>
    /// <param name="width">d.</param>
    /// <param name="slopes">One for each triplet.</param>
    public static double Loss(T* table, (int User, int Positive, int Negative)[] triplets, int width, T[] slopes)
    {
        var parts = (triplets.Length + PartTriplets - 1) / PartTriplets;
        var (losses, address) = (new double[parts], (nint)table);
        TorchThreads.For(
            parts,
            part => losses[part] = Part((T*)address, triplets, width, slopes, part * PartTriplets),
            work: triplets.Length * (30L + width));
        return losses.Sum();
    }

    /// <summary>The gradient: each triplet's, times a factor, in its three rows, and zeros elsewhere.</summary>
    public static void WriteGradient(
        T* table, (int User, int Positive, int Negative)[] triplets, int width, T[] slopes, T factor, T* gradient, long rows)
    {
        // By columns, a cache line each: triplets share rows, so that parts of the batch would collide.
        var columns = LineBytes / sizeof(T);
        var (from, to) = ((nint)table, (nint)gradient);
        var zeros = (int)((rows + ZeroRows - 1) / ZeroRows);
        TorchThreads.Run(
            (rows * width / 4) + (2L * triplets.Length * width),
            new Phase(zeros, part =>
            {
                var first = (long)part * ZeroRows;
                NativeMemory.Clear((T*)to + (first * width), (nuint)(Math.Min(ZeroRows, rows - first) * width * sizeof(T)));
            }),
            new Phase((width + columns - 1) / columns, part =>
            {
                var first = part * columns;
                AddColumns((T*)from + first, triplets, width, Math.Min(columns, width - first), slopes, factor, (T*)to + first);
            }));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Part(T* table, (int User, int Positive, int Negative)[] triplets, int width, T[] slopes, int first)
    {
        // All margins first: rows come from memory while earlier ones are multiplied, unless a logarithm stands between them.
        var margins = stackalloc double[PartTriplets];
        var count = Math.Min(PartTriplets, triplets.Length - first);
        for (var i = 0; i < count; i++)
        {
            var (user, positive, negative) = triplets[first + i];
            margins[i] = double.CreateTruncating(
                Margin(table + ((nint)user * width), table + ((nint)positive * width), table + ((nint)negative * width), width));
        }

        var loss = 0.0;
        for (var i = 0; i < count; i++)
        {
            var tail = Math.Exp(-Math.Abs(margins[i])); // never overflows
            loss += Math.Max(-margins[i], 0) + Math.Log(1 + tail);
            slopes[first + i] = T.CreateTruncating(-(margins[i] >= 0 ? tail : 1) / (1 + tail));
        }

        return loss;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Margin(T* user, T* positive, T* negative, int width)
    {
        var (lanes, sums, column) = (Vector<T>.Count, Vector<T>.Zero, 0);
        for (; column <= width - lanes; column += lanes)
        {
            sums = MultiplyAdd(Load(user + column), Load(positive + column) - Load(negative + column), sums);
        }

        var sum = Vector.Sum(sums);
        for (; column < width; column++)
        {
            sum += user[column] * (positive[column] - negative[column]);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddColumns(
        T* table, (int User, int Positive, int Negative)[] triplets, int width, int columns, T[] slopes, T factor, T* gradient)
    {
        var lanes = Vector<T>.Count;
        for (var i = 0; i < triplets.Length; i++)
        {
            var slope = slopes[i] * factor;
            var (user, positive, negative) =
                ((nint)triplets[i].User * width, (nint)triplets[i].Positive * width, (nint)triplets[i].Negative * width);
            var column = 0;
            for (; column <= columns - lanes; column += lanes)
            {
                var (slopeVector, change) = (new Vector<T>(slope), new Vector<T>(slope) * Load(table + user + column));
                var difference = Load(table + positive + column) - Load(table + negative + column);
                MultiplyAdd(slopeVector, difference, Load(gradient + user + column)).Store(gradient + user + column);
                (Load(gradient + positive + column) + change).Store(gradient + positive + column);
                (Load(gradient + negative + column) - change).Store(gradient + negative + column);
            }

            for (; column < columns; column++)
            {
                var change = slope * table[user + column];
                gradient[user + column] += slope * (table[positive + column] - table[negative + column]);
                gradient[positive + column] += change;
                gradient[negative + column] -= change;
            }
        }
    }
}
