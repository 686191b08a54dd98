using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>The nearest centre of each row: one product, and the least of each of its rows while it lies in the core's cache.</summary>
internal static unsafe class NearestCenters
{
    private const int BlockRows = 8 * TileProduct.RowsTogether;
    private const int MostParts = 64;

    /// <summary>‖x − c‖² − ‖x‖² of each row's nearest centre c, (n), and its number, int64, (n); the first of several as near.</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="centers">Shape (k, d), of the same type and device.</param>
    public static (Tensor Distances, Tensor Assignments) Find(Tensor rows, Tensor centers)
    {
        using var scope = NewDisposeScope();
        if (rows.device_type != DeviceType.CPU)
        {
            var (least, nearest) = ByOperators(rows, centers);
            return (least.MoveToOuterDisposeScope(), nearest.MoveToOuterDisposeScope());
        }

        var distances = rows.new_empty(rows.size(0));
        var assignments = empty(rows.size(0), dtype: ScalarType.Int64);
        if (rows.dtype == ScalarType.Float32)
        {
            Find<float>(rows.contiguous(), centers.contiguous(), distances, assignments);
        }
        else
        {
            Find<double>(rows.contiguous(), centers.contiguous(), distances, assignments);
        }

        return (distances.MoveToOuterDisposeScope(), assignments.MoveToOuterDisposeScope());
    }

    /// <summary>As <see cref="Find(Tensor, Tensor)"/>, by libtorch's operators with all n k distances in memory.</summary>
    internal static (Tensor Distances, Tensor Assignments) ByOperators(Tensor rows, Tensor centers) =>
        addmm(centers.pow(Held(2)).sum(1L), rows, centers.t(), beta: 1, alpha: -2).min(1);

    private static void Find<T>(Tensor rows, Tensor centers, Tensor distances, Tensor assignments)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var (n, d, k) = (rows.size(0), (int)rows.size(1), (int)centers.size(0));
        var unit = TileProduct.ColumnsTogether<T>();
        var columns = (k + unit - 1) / unit * unit;
        using var workspace = new Workspace();
        var transposed = workspace.TakeZeros<T>((long)d * columns); // −2 centersᵀ, (d, columns)
        var offsets = workspace.Take<T>(columns); // ‖c‖², and what no distance reaches where there is no centre
        new Span<T>(offsets, columns).Fill(T.MaxValue);
        var center = (T*)TensorMemory.Address(centers);
        for (var c = 0; c < k; c++)
        {
            offsets[c] = T.Zero;
            for (var column = 0; column < d; column++)
            {
                var value = center[((long)c * d) + column];
                offsets[c] += value * value;
                transposed[((long)column * columns) + c] = -(value + value);
            }
        }

        nint source = (nint)TensorMemory.Address(rows), least = (nint)TensorMemory.Address(distances);
        var nearest = (nint)TensorMemory.Address(assignments);
        nint weights = (nint)transposed, bias = (nint)offsets;
        var blocks = (n + BlockRows - 1) / BlockRows;
        var parts = (int)Math.Min(blocks, MostParts);
        TorchThreads.For(parts, FindPart, work: TileProduct.Nanoseconds<T>((double)n * d * columns) + (n * (columns + 10)));

        void FindPart(int part)
        {
            using var scratch = new Workspace();
            var products = scratch.Take<T>((long)BlockRows * columns);
            var padded = scratch.TakeZeros<T>((long)BlockRows * d);
            for (var block = blocks * part / parts; block < blocks * (part + 1) / parts; block++)
            {
                var first = block * BlockRows;
                var count = (int)Math.Min(BlockRows, n - first);
                var input = (T*)source + (first * d);
                if (count < BlockRows)
                {
                    new ReadOnlySpan<T>(input, count * d).CopyTo(new Span<T>(padded, count * d));
                    input = padded;
                }

                TileProduct.Multiply(input, d, 1, (T*)weights, columns, products, columns, BlockRows, d, columns, add: false);
                for (var row = 0; row < count; row++)
                {
                    var number = first + row;
                    ((long*)nearest)[number] = Least(products + ((long)row * columns), (T*)bias, columns, out ((T*)least)[number]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Least<T>(T* products, T* offsets, int columns, out T value)
        where T : unmanaged, INumber<T>
    {
        var lanes = Vector<T>.Count;
        var least = Vector.Load(products) + Vector.Load(offsets);
        var vectors = Vector<T>.Zero; // the vector that each lane's least stems from
        for (var c = lanes; c < columns; c += lanes)
        {
            var candidates = Vector.Load(products + c) + Vector.Load(offsets + c);
            var isLess = Vector.LessThan(candidates, least);
            least = Vector.ConditionalSelect(isLess, candidates, least);
            vectors = Vector.ConditionalSelect(isLess, new Vector<T>(T.CreateTruncating(c / lanes)), vectors);
        }

        // The least of all lanes; where several are as small, the one of the smallest number.
        var values = stackalloc T[lanes];
        var numbers = stackalloc T[lanes];
        least.Store(values);
        vectors.Store(numbers);
        value = values[0];
        var nearest = long.CreateTruncating(numbers[0]) * lanes;
        for (var lane = 1; lane < lanes; lane++)
        {
            if (values[lane] <= value)
            {
                var at = (long.CreateTruncating(numbers[lane]) * lanes) + lane;
                if (values[lane] < value || at < nearest)
                {
                    (value, nearest) = (values[lane], at);
                }
            }
        }

        return nearest;
    }
}
