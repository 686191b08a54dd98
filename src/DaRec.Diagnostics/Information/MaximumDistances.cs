using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaRec.Diagnostics.Information;

/// <summary>Distances max |xᵢ − xⱼ| over the columns, of a few rows at a time to all rows.</summary>
/// <remarks>
/// Rows lie in panels of two vectors, column after column, so that one load of a panel serves four rows and all distances stay in
/// registers: all pairs of 20,000 rows of 64 columns take about 4 s on two cores. Memory: O(n d), and O(n) for the rows at hand.
/// </remarks>
internal sealed class MaximumDistances
{
    /// <summary>Rows that are looked at together.</summary>
    public const int Group = 4;

    private static readonly int Lanes = Vector<double>.Count;

    private readonly HostRows _rows;
    private readonly Vector<double>[] _panels; // (panel, column, 2)
    private readonly int _panelCount;

    public MaximumDistances(HostRows rows)
    {
        _rows = rows;
        _panelCount = (rows.Count + (2 * Lanes) - 1) / (2 * Lanes);
        _panels = new Vector<double>[_panelCount * rows.Width * 2];
        var cells = MemoryMarshal.Cast<Vector<double>, double>(_panels.AsSpan());
        for (var row = 0; row < rows.Count; row++)
        {
            var (panel, lane) = Math.DivRem(row, 2 * Lanes);
            for (var column = 0; column < rows.Width; column++)
            {
                cells[(((panel * rows.Width) + column) * 2 * Lanes) + lane] = rows.Values[(row * rows.Width) + column];
            }
        }
    }

    /// <summary>Length of the distances of one row: n, up to whole vectors.</summary>
    public int Stride => _panelCount * 2 * Lanes;

    /// <summary>Fills the distances of rows first, first + 1, … to all; ∞ to the row itself and behind the last row.</summary>
    /// <param name="first">The first of the rows; where fewer than <see cref="Group"/> are left, the last one stands for the others.</param>
    /// <param name="distances">(Group, Stride).</param>
    public void Fill(int first, Span<double> distances)
    {
        var (width, last) = (_rows.Width, _rows.Count - 1);
        ref var panels = ref MemoryMarshal.GetArrayDataReference(_panels);
        ref var values = ref MemoryMarshal.GetArrayDataReference(_rows.Values);
        ref var row0 = ref Unsafe.Add(ref values, first * width);
        ref var row1 = ref Unsafe.Add(ref values, Math.Min(first + 1, last) * width);
        ref var row2 = ref Unsafe.Add(ref values, Math.Min(first + 2, last) * width);
        ref var row3 = ref Unsafe.Add(ref values, Math.Min(first + 3, last) * width);
        var target = MemoryMarshal.Cast<double, Vector<double>>(distances);
        var stride = _panelCount * 2;
        for (var panel = 0; panel < _panelCount; panel++)
        {
            var (a0, b0, a1, b1) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
            var (a2, b2, a3, b3) = (Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero, Vector<double>.Zero);
            ref var cells = ref Unsafe.Add(ref panels, panel * width * 2);
            for (var column = 0; column < width; column++)
            {
                var (a, b) = (Unsafe.Add(ref cells, 2 * column), Unsafe.Add(ref cells, (2 * column) + 1));
                var x = new Vector<double>(Unsafe.Add(ref row0, column));
                (a0, b0) = (Farther(a0, a, x), Farther(b0, b, x));
                x = new Vector<double>(Unsafe.Add(ref row1, column));
                (a1, b1) = (Farther(a1, a, x), Farther(b1, b, x));
                x = new Vector<double>(Unsafe.Add(ref row2, column));
                (a2, b2) = (Farther(a2, a, x), Farther(b2, b, x));
                x = new Vector<double>(Unsafe.Add(ref row3, column));
                (a3, b3) = (Farther(a3, a, x), Farther(b3, b, x));
            }

            (target[2 * panel], target[(2 * panel) + 1]) = (a0, b0);
            (target[stride + (2 * panel)], target[stride + (2 * panel) + 1]) = (a1, b1);
            (target[(2 * stride) + (2 * panel)], target[(2 * stride) + (2 * panel) + 1]) = (a2, b2);
            (target[(3 * stride) + (2 * panel)], target[(3 * stride) + (2 * panel) + 1]) = (a3, b3);
        }

        for (var at = 0; at < Group; at++)
        {
            var row = distances.Slice(at * Stride, Stride);
            row[_rows.Count..].Fill(double.PositiveInfinity);
            row[Math.Min(first + at, last)] = double.PositiveInfinity;
        }
    }

    /// <summary>How many of a row's distances are at most this.</summary>
    public static int CountWithin(ReadOnlySpan<double> distances, double radius)
    {
        var (limit, counts) = (new Vector<double>(radius), Vector<long>.Zero);
        foreach (var vector in MemoryMarshal.Cast<double, Vector<double>>(distances))
        {
            counts -= Vector.LessThanOrEqual(vector, limit); // true is −1
        }

        return (int)Vector.Sum(counts);
    }

    // Rows are finite: what Vector.Max does for NaN would cost a third of the time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<double> Farther(Vector<double> distance, Vector<double> cells, Vector<double> value) =>
        Vector.MaxNative(distance, Vector.Abs(cells - value));
}
