using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>The other rows with the largest cosine, exactly.</summary>
internal static class NearestRows
{
    private const long BlockElements = 1 << 22; // 32 MB of float64

    /// <summary>The k nearest of each row asked for, nearest first, ties by row number; fewer where there are fewer others.</summary>
    /// <param name="rows">On the CPU, float64, shape (n, d).</param>
    /// <param name="anchors">Row numbers.</param>
    /// <param name="count">k ≥ 1.</param>
    public static int[][] Find(Tensor rows, IReadOnlyList<int> anchors, int count)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var unit = Rows.Normalize(rows);
        var (n, found) = ((int)rows.size(0), new int[anchors.Count][]);
        var block = (int)Math.Max(1, BlockElements / n);
        for (var start = 0; start < anchors.Count; start += block)
        {
            using var step = NewDisposeScope();
            long[] numbers = [.. anchors.Skip(start).Take(block).Select(anchor => (long)anchor)];
            var cosines = unit.index_select(0, tensor(numbers)).mm(unit.t()); // (b, n)
            var first = start;
            Parallel.For(0, numbers.Length, i => found[first + i] = Best(RowOf(cosines, i, n), (int)numbers[i], count));
        }

        return found;
    }

    private static unsafe Span<double> RowOf(Tensor cosines, int row, int n) =>
        new((double*)TensorMemory.Address(cosines) + ((long)row * n), n);

    private static int[] Best(Span<double> cosines, int itself, int count)
    {
        cosines[itself] = double.NegativeInfinity;
        var (best, items) = (new double[count], new int[count]);
        return items[..TopItems.Select<double>(cosines, best, items)];
    }
}
