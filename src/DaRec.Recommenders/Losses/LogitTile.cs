using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Kernels;

namespace DaRec.Recommenders.Losses;

/// <summary>What <see cref="LogSumExpSweep{T}"/> does with a tile of logits, (Tile, Tile).</summary>
internal static unsafe class LogitTile
{
    /// <summary>s x + log n in place, and the largest of each row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale<T>(T* logits, T scale, T* offsets, T* largest)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (lanes, size, factor) = (Vector<T>.Count, TiledRows<T>.Tile, new Vector<T>(scale));
        for (var r = 0; r < size; r++, logits += size)
        {
            var most = new Vector<T>(largest[r]);
            for (var c = 0; c < size; c += lanes)
            {
                var logit = VectorMath.MultiplyAdd(factor, Vector.Load(logits + c), Vector.Load(offsets + c));
                logit.Store(logits + c);
                most = Vector.Max(most, logit);
            }

            largest[r] = VectorMath.Largest(most);
        }
    }

    /// <summary>exp(logit − largest) in place, and the sums of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Exponentiate<T>(T* logits, T* largest, T* sums)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (lanes, size) = (Vector<T>.Count, TiledRows<T>.Tile);
        for (var r = 0; r < size; r++, logits += size)
        {
            var (top, sum) = (new Vector<T>(largest[r]), Vector<T>.Zero);
            for (var c = 0; c < size; c += lanes)
            {
                var e = VectorMath.Exp(Vector.Load(logits + c) - top);
                e.Store(logits + c);
                sum += e;
            }

            sums[r] += Vector.Sum(sum);
        }
    }

    /// <summary>Each row times its factor.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScaleRows<T>(T* rows, T* factors, T* result, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var r = 0; r < TiledRows<T>.Tile; r++, rows += width, result += width)
        {
            var factor = new Vector<T>(factors[r]);
            for (var c = 0; c < width; c += Vector<T>.Count)
            {
                (Vector.Load(rows + c) * factor).Store(result + c);
            }
        }
    }
}
