using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Kernels;
using static System.Numerics.Vector;
using static DaRec.Kernels.VectorMath;

namespace DaRec.Recommenders.Graphs;

/// <summary>What <see cref="AdaptiveProduct"/> does with some of the rows.</summary>
/// <remarks>
/// All that is read of a neighbour lies side by side, ẑ, x and, backward, g/s, each filled up with zeros to whole blocks of vectors:
/// one visit to memory an edge, and no columns left over. A row's weights come first, then the sums that they weigh.
/// </remarks>
internal readonly unsafe struct AdaptiveRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly CsrStructure _edges;
    private readonly int _directionWidth; // e
    private readonly int _width; // d
    private readonly int _x; // where x begins in a row of the table: e, rounded up
    private readonly int _upstream; // where g/s begins: the same + d, rounded up
    private readonly int _stride; // elements of a row of the table
    private readonly T* _table; // (n, stride)
    private readonly T* _inverseLengths; // 1/‖z‖, 0 where z is zero, (n)
    private readonly T* _slopes; // ⟨g, y⟩/s, (n)
    private readonly T* _weights; // α, (entries)
    private readonly T* _changes; // backward: ½ (∂α_rt + ∂α_tr), (entries)
    private readonly T* _sums; // (parts, stride)

    public AdaptiveRows(CsrStructure edges, int directionWidth, int width, int parts, bool backward, Workspace workspace)
    {
        (_edges, _directionWidth, _width) = (edges, directionWidth, width);
        (_x, _upstream) = (Padded(directionWidth), Padded(directionWidth) + Padded(width));
        _stride = _upstream + (backward ? Padded(width) : 0);
        _table = workspace.Take<T>((long)edges.RowCount * _stride);
        _inverseLengths = workspace.Take<T>(edges.RowCount);
        _slopes = workspace.Take<T>(edges.RowCount);
        _weights = workspace.Take<T>(edges.Columns.Length);
        _changes = workspace.Take<T>(backward ? edges.Columns.Length : 0);
        _sums = workspace.Take<T>((long)parts * _stride);
    }

    /// <summary>Puts ẑ and x of these nodes into the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Pack(int first, int end, T* directions, T* dense)
    {
        for (var row = first; row < end; row++)
        {
            var target = _table + ((nint)row * _stride);
            Copy(directions + ((nint)row * _directionWidth), _directionWidth, target, _x);
            Copy(dense + ((nint)row * _width), _width, target + _x, _upstream - _x);
            _inverseLengths[row] = UnitRow.Normalize(target, _x);
        }
    }

    /// <summary>Puts g/s of these nodes into the table.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void PackUpstream(int first, int end, T* upstream, T* means, T* totals)
    {
        var (lanes, stride, d, length) = (Vector<T>.Count, (nint)_stride, (nint)_width, _stride - _upstream);
        var table = _table + _upstream;
        for (var row = first; row < end; row++)
        {
            var target = table + (row * stride);
            T* outer = upstream + (row * d), mean = means + (row * d);
            new Span<T>(target, length).Clear();
            var (inverse, products, c) = (new Vector<T>(Inverse(totals[row])), Vector<T>.Zero, 0);
            for (; c <= d - lanes; c += lanes)
            {
                var scaled = Load(outer + c) * inverse;
                scaled.Store(target + c);
                products = MultiplyAdd(scaled, Load(mean + c), products);
            }

            var slope = Vector.Sum(products);
            for (; c < d; c++)
            {
                target[c] = outer[c] * inverse[0];
                slope += target[c] * mean[c];
            }

            _slopes[row] = slope;
        }
    }

    /// <summary>y and s of these nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Mean(int part, int first, int end, T* totals, T* means)
    {
        var (x, stride) = (_x, (nint)_stride);
        T* table = _table, weights = _weights, sum = _sums + (part * stride);
        fixed (int* offsets = _edges.Offsets, columns = _edges.Columns)
        {
            for (var row = first; row < end; row++)
            {
                var own = table + (row * stride);
                var total = T.Zero;
                for (var (entry, last) = (offsets[row], offsets[row + 1]); entry < last; entry++)
                {
                    weights[entry] = Weight(Products(own, table + (columns[entry] * stride), x, Vector<T>.Zero));
                    total += weights[entry];
                }

                totals[row] = total;
                Combine(weights, columns, offsets[row], offsets[row + 1], table + x, stride, Inverse(total), sum, _upstream - x);
                new ReadOnlySpan<T>(sum, _width).CopyTo(new Span<T>(means + ((nint)row * _width), _width));
            }
        }
    }

    /// <summary>The gradients to z and x of these nodes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Gradients(int part, int first, int end, T* directions, T* dense)
    {
        var (x, g, stride, length, half) = (_x, _upstream, (nint)_stride, _stride - _upstream, T.CreateTruncating(0.5));
        T* table = _table, weights = _weights, changes = _changes, slopes = _slopes, sum = _sums + (part * stride);
        fixed (int* offsets = _edges.Offsets, columns = _edges.Columns)
        {
            for (var row = first; row < end; row++)
            {
                var own = table + (row * stride);
                for (var (entry, last) = (offsets[row], offsets[row + 1]); entry < last; entry++)
                {
                    var other = table + (columns[entry] * stride);
                    var change = Products(own + g, other + x, length, Products(own + x, other + g, length, Vector<T>.Zero));
                    changes[entry] = half * (Vector.Sum(change) - slopes[row] - slopes[columns[entry]]);
                    weights[entry] = Weight(Products(own, other, x, Vector<T>.Zero));
                }

                Combine(changes, columns, offsets[row], offsets[row + 1], table, stride, T.One, sum, x);
                UnitRow.Project(own, sum, x, _inverseLengths[row]);
                new ReadOnlySpan<T>(sum, _directionWidth).CopyTo(
                    new Span<T>(directions + ((nint)row * _directionWidth), _directionWidth));
                Combine(weights, columns, offsets[row], offsets[row + 1], table + g, stride, T.One, sum, length);
                new ReadOnlySpan<T>(sum, _width).CopyTo(new Span<T>(dense + ((nint)row * _width), _width));
            }
        }
    }

    private static int Padded(int width) => (width + (4 * Vector<T>.Count) - 1) / (4 * Vector<T>.Count) * (4 * Vector<T>.Count);

    private static T Inverse(T total) => total == T.Zero ? T.Zero : T.One / total;

    private static void Copy(T* source, int count, T* target, int length)
    {
        new ReadOnlySpan<T>(source, count).CopyTo(new Span<T>(target, count));
        new Span<T>(target + count, length - count).Clear();
    }

    // α = (cos + 1)/2, which rounding can take below zero; NaN stays.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Weight(Vector<T> products)
    {
        var weight = T.CreateTruncating(0.5) * (Vector.Sum(products) + T.One);
        return weight < T.Zero ? T.Zero : weight;
    }

    // Σ a b to be summed over the lanes, four vectors at a time.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Products(T* a, T* b, int length, Vector<T> start)
    {
        var lanes = Vector<T>.Count;
        var other = Vector<T>.Zero;
        for (var c = 0; c < length; c += 4 * lanes)
        {
            start = MultiplyAdd(Load(a + c), Load(b + c), start);
            other = MultiplyAdd(Load(a + c + lanes), Load(b + c + lanes), other);
            start = MultiplyAdd(Load(a + c + (2 * lanes)), Load(b + c + (2 * lanes)), start);
            other = MultiplyAdd(Load(a + c + (3 * lanes)), Load(b + c + (3 * lanes)), other);
        }

        return start + other;
    }

    // factor Σ weight · row over some entries: four vectors of sums stay in registers while the entries pass by.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine(
        T* weights, int* columns, int first, int end, T* table, nint stride, T factor, T* sums, int length)
    {
        var (lanes, scale) = (Vector<T>.Count, new Vector<T>(factor));
        for (var c = 0; c < length; c += 4 * lanes)
        {
            Vector<T> sum0, sum1, sum2, sum3;
            sum0 = sum1 = sum2 = sum3 = Vector<T>.Zero;
            var source = table + c;
            for (var entry = first; entry < end; entry++)
            {
                var weight = new Vector<T>(weights[entry]);
                var line = source + (columns[entry] * stride);
                sum0 = MultiplyAdd(weight, Load(line), sum0);
                sum1 = MultiplyAdd(weight, Load(line + lanes), sum1);
                sum2 = MultiplyAdd(weight, Load(line + (2 * lanes)), sum2);
                sum3 = MultiplyAdd(weight, Load(line + (3 * lanes)), sum3);
            }

            (sum0 * scale).Store(sums + c);
            (sum1 * scale).Store(sums + c + lanes);
            (sum2 * scale).Store(sums + c + (2 * lanes));
            (sum3 * scale).Store(sums + c + (3 * lanes));
        }
    }
}
