using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>An immutable sparse matrix (n, m) in compressed rows, with a differentiable product.</summary>
/// <remarks>
/// TorchSharp has sparse tensors in coordinate form alone, whose CPU product is slow. On the CPU this one multiplies by rows, on
/// several threads and vectorised over the width; on CUDA it uses the coordinate product. Every row is summed by one thread in
/// column order, so that results do not depend on the number of threads. The transposed structure that backward needs is made
/// once and shared by all matrices that <see cref="DropEntries"/> derives. Memory: 20 bytes an entry, 8 for each derived matrix.
/// </remarks>
public sealed class SparseMatrix : IDisposable
{
    private readonly CsrStructure _rows;
    private readonly CsrStructure _columns;
    private readonly int[] _transposition; // the entry of the row form that each entry of the column form holds
    private readonly float[] _values;
    private readonly float[] _transposedValues;
    private Tensor? _coordinates;

    private SparseMatrix(CsrStructure rows, CsrStructure columns, int[] transposition, float[] values)
    {
        _rows = rows;
        _columns = columns;
        _transposition = transposition;
        _values = values;
        _transposedValues = new float[values.Length];
        for (var entry = 0; entry < values.Length; entry++)
        {
            _transposedValues[entry] = values[transposition[entry]];
        }
    }

    /// <summary>Number of rows n.</summary>
    public int RowCount => _rows.RowCount;

    /// <summary>Number of columns m.</summary>
    public int ColumnCount => _columns.RowCount;

    /// <summary>Number of stored entries, those that <see cref="DropEntries"/> set to zero included.</summary>
    public int EntryCount => _values.Length;

    /// <summary>Builds a matrix from its entries in any order.</summary>
    /// <param name="rows">Row of each entry, in [0, rowCount).</param>
    /// <param name="columns">Column of each entry, in [0, columnCount).</param>
    /// <param name="values">Value of each entry; entries at the same place add up.</param>
    /// <param name="rowCount">n ≥ 1.</param>
    /// <param name="columnCount">m ≥ 1.</param>
    public static SparseMatrix FromEntries(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int rowCount, int columnCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rowCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        if (rows.Length != columns.Length || rows.Length != values.Length)
        {
            throw new ArgumentException(
                $"Expected as many rows, columns and values, got {rows.Length}, {columns.Length} and {values.Length}.", nameof(values));
        }

        for (var entry = 0; entry < rows.Length; entry++)
        {
            if ((uint)rows[entry] >= (uint)rowCount || (uint)columns[entry] >= (uint)columnCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(rows), $"Entry {entry} lies at ({rows[entry]}, {columns[entry]}), outside ({rowCount}, {columnCount}).");
            }
        }

        // Sorting by column and then, stably, by row leaves each row's columns in ascending order.
        var byColumn = CsrStructure.Sort(columns, Range(rows.Length), columnCount);
        var byRow = CsrStructure.Sort(rows, byColumn, rowCount);
        var structure = CsrStructure.Create(rows, columns, byRow, rowCount);
        var sorted = new float[values.Length];
        var position = new int[values.Length];
        for (var entry = 0; entry < byRow.Length; entry++)
        {
            sorted[entry] = values[byRow[entry]];
            position[byRow[entry]] = entry;
        }

        var transposed = CsrStructure.Sort(columns, byRow, columnCount);
        var transposition = Array.ConvertAll(transposed, entry => position[entry]);
        return new SparseMatrix(structure, CsrStructure.Create(columns, rows, transposed, columnCount), transposition, sorted);
    }

    /// <summary>The same matrix with each entry kept with the given probability and set to zero otherwise; nothing is rescaled.</summary>
    /// <param name="keepProbability">In (0, 1].</param>
    /// <param name="random">Source of randomness.</param>
    public SparseMatrix DropEntries(double keepProbability, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (keepProbability is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(keepProbability), keepProbability, "Expected a probability in (0, 1].");
        }

        var kept = new float[_values.Length];
        for (var entry = 0; entry < kept.Length; entry++)
        {
            kept[entry] = random.NextSingle() < keepProbability ? _values[entry] : 0;
        }

        return new SparseMatrix(_rows, _columns, _transposition, kept);
    }

    /// <summary>The product with a dense matrix, through which the gradient flows to it.</summary>
    /// <param name="dense">Float32 or float64, shape (m, d).</param>
    /// <returns>Shape (n, d).</returns>
    public Tensor Multiply(Tensor dense)
    {
        ArgumentNullException.ThrowIfNull(dense);
        if (dense.dim() != 2 || dense.size(0) != ColumnCount)
        {
            throw new ArgumentException(
                $"Expected a matrix ({ColumnCount}, d), got ({string.Join(", ", dense.shape)}).", nameof(dense));
        }

        if (dense.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException($"Expected Float32 or Float64 elements, got {dense.dtype}.", nameof(dense));
        }

        return dense.device_type == DeviceType.CPU ? SparseProduct.Apply(this, dense) : MultiplyByCoordinates(dense);
    }

    /// <summary>All entries, zeros included, shape (n, m); for tests and small matrices.</summary>
    /// <param name="dtype">Element type. Default float32.</param>
    public Tensor ToDense(ScalarType dtype = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        return Coordinates(CPU).to(dtype).to_dense().MoveToOuterDisposeScope();
    }

    /// <summary>Releases the coordinate form, where one was made for a device.</summary>
    public void Dispose() => _coordinates?.Dispose();

    internal void MultiplyInto(Tensor dense, Tensor result) => CsrProduct.Multiply(_rows, _values, dense, result);

    internal void MultiplyTransposedInto(Tensor dense, Tensor result) => CsrProduct.Multiply(_columns, _transposedValues, dense, result);

    internal Tensor MultiplyByCoordinates(Tensor dense)
    {
        using var scope = NewDisposeScope();
        if (_coordinates is null || _coordinates.device_type != dense.device_type || _coordinates.dtype != dense.dtype)
        {
            _coordinates?.Dispose();
            _coordinates = Coordinates(dense.device).to(dense.dtype).DetachFromDisposeScope();
        }

        return _coordinates.mm(dense).MoveToOuterDisposeScope();
    }

    private Tensor Coordinates(Device device)
    {
        var indices = new long[2, EntryCount];
        for (var row = 0; row < RowCount; row++)
        {
            for (var entry = _rows.Offsets[row]; entry < _rows.Offsets[row + 1]; entry++)
            {
                (indices[0, entry], indices[1, entry]) = (row, _rows.Columns[entry]);
            }
        }

        return sparse_coo_tensor(tensor(indices), tensor(_values), [RowCount, ColumnCount]).to(device);
    }

    private static int[] Range(int count) => Enumerable.Range(0, count).ToArray();
}
