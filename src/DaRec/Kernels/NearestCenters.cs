using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>The nearest centre of each row: one product, and the least of each of its rows while it lies in the core's cache.</summary>
internal static unsafe class NearestCenters
{
    private const int BlockRows = 8 * TileProduct.RowsTogether;

    /// <summary>‖x − c‖² − ‖x‖² of each row's nearest centre c, (n), and its number, int64, (n); the first where several are as near.</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="centers">Shape (k, d), of the same type and device.</param>
    public static (Tensor Distances, Tensor Assignments) Find(Tensor rows, Tensor centers)
    {
        using var scope = NewDisposeScope();
        var squares = centers.square().sum(1L); // (k)
        if (rows.device_type != DeviceType.CPU)
        {
            var (least, nearest) = addmm(squares, rows, centers.t(), beta: 1, alpha: -2).min(1);
            return (least.MoveToOuterDisposeScope(), nearest.MoveToOuterDisposeScope());
        }

        var distances = rows.new_empty(rows.size(0));
        var assignments = empty(rows.size(0), dtype: ScalarType.Int64);
        if (rows.dtype == ScalarType.Float32)
        {
            Find<float>(rows.contiguous(), centers, squares, distances, assignments);
        }
        else
        {
            Find<double>(rows.contiguous(), centers, squares, distances, assignments);
        }

        return (distances.MoveToOuterDisposeScope(), assignments.MoveToOuterDisposeScope());
    }

    private static void Find<T>(Tensor rows, Tensor centers, Tensor squares, Tensor distances, Tensor assignments)
        where T : unmanaged, INumber<T>, IMinMaxValue<T>
    {
        var (n, d, k) = (rows.size(0), (int)rows.size(1), (int)centers.size(0));
        var unit = TileProduct.ColumnsTogether<T>();
        var columns = (k + unit - 1) / unit * unit;
        using var workspace = new Workspace();
        var transposed = workspace.TakeZeros<T>((long)d * columns); // −2 centersᵀ, (d, columns)
        var offsets = workspace.Take<T>(columns); // squares, and what no distance reaches where there is no centre
        new Span<T>(offsets, columns).Fill(T.MaxValue);
        squares.data<T>().CopyTo(new Span<T>(offsets, k));
        var center = centers.contiguous().data<T>().ToArray();
        for (var c = 0; c < k; c++)
        {
            for (var column = 0; column < d; column++)
            {
                transposed[(column * columns) + c] = -(center[(c * d) + column] + center[(c * d) + column]);
            }
        }

        nint source = (nint)TensorMemory.Address(rows), least = (nint)TensorMemory.Address(distances);
        var nearest = (nint)TensorMemory.Address(assignments);
        nint weights = (nint)transposed, bias = (nint)offsets;
        var blocks = checked((int)((n + BlockRows - 1) / BlockRows));
        TorchThreads.For(blocks, block =>
        {
            var first = (long)block * BlockRows;
            FindBlock(
                (T*)source + (first * d), (T*)weights, (T*)bias, (T*)least + first, (long*)nearest + first,
                (int)Math.Min(BlockRows, n - first), d, columns);
        });
    }

    private static void FindBlock<T>(
        T* rows, T* transposed, T* offsets, T* distances, long* assignments, int count, int d, int columns)
        where T : unmanaged, INumber<T>
    {
        using var workspace = new Workspace();
        var products = workspace.Take<T>((long)BlockRows * columns);
        if (count < BlockRows)
        {
            var padded = workspace.TakeZeros<T>((long)BlockRows * d);
            new ReadOnlySpan<T>(rows, count * d).CopyTo(new Span<T>(padded, count * d));
            rows = padded;
        }

        TileProduct.Multiply(rows, d, 1, transposed, columns, products, columns, BlockRows, d, columns, add: false);
        for (var row = 0; row < count; row++)
        {
            assignments[row] = Least(products + ((long)row * columns), offsets, columns, out distances[row]);
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

        value = least[0];
        var nearest = long.CreateTruncating(vectors[0]) * lanes;
        for (var lane = 1; lane < lanes; lane++)
        {
            var at = (long.CreateTruncating(vectors[lane]) * lanes) + lane;
            if (least[lane] < value || (least[lane] == value && at < nearest))
            {
                (value, nearest) = (least[lane], at);
            }
        }

        return nearest;
    }
}
