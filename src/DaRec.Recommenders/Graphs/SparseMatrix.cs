using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>An immutable sparse matrix (n, m) in compressed rows, with a differentiable product.</summary>
/// <remarks>
/// On the CPU it multiplies by rows, on several threads and vectorised over the width, because TorchSharp's sparse tensors are in
/// coordinate form, whose product is slow there; on other devices see <see cref="DeviceProduct"/>. One thread sums each row in column
/// order, so that results do not depend on the number of threads. Memory: 20 bytes per entry. Matrices made by <see cref="DropEntries"/> share it and
/// borrow 4 bytes per entry during a product.
/// </remarks>
internal sealed class SparseMatrix : IDisposable
{
    private readonly CsrForm _byRow;
    private readonly CsrForm _byColumn;
    private readonly EntryDropout? _dropout;
    private readonly DeviceForm _rowsOnDevice; // shared by the matrices that dropout derives, and released with the whole one
    private readonly DeviceForm _columnsOnDevice;

    private SparseMatrix(CsrForm byRow, CsrForm byColumn)
    {
        (_byRow, _byColumn) = (byRow, byColumn);
        (_rowsOnDevice, _columnsOnDevice) = (new DeviceForm(byRow), new DeviceForm(byColumn));
    }

    private SparseMatrix(SparseMatrix whole, EntryDropout? dropout)
    {
        (_byRow, _byColumn, _dropout) = (whole._byRow, whole._byColumn, dropout);
        (_rowsOnDevice, _columnsOnDevice) = (whole._rowsOnDevice, whole._columnsOnDevice);
        IsDerived = true;
    }

    /// <summary>n, number of rows.</summary>
    public int RowCount => _byRow.Structure.RowCount;

    /// <summary>m, number of columns.</summary>
    public int ColumnCount => _byColumn.Structure.RowCount;

    /// <summary>Number of stored entries, including those that <see cref="DropEntries"/> set to zero.</summary>
    public int EntryCount => _byRow.Values.Length;

    /// <summary>Builds a matrix from its entries in any order.</summary>
    /// <param name="rows">Row of each entry, in [0, rowCount).</param>
    /// <param name="columns">Column of each entry, in [0, columnCount).</param>
    /// <param name="values">Value of each entry; entries at the same place add up.</param>
    /// <param name="rowCount">n, number of rows, ≥ 1.</param>
    /// <param name="columnCount">m, number of columns, ≥ 1.</param>
    public static SparseMatrix FromEntries(
        ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, ReadOnlySpan<float> values, int rowCount, int columnCount)
    {
        Guard.AtLeast(rowCount, 1);
        Guard.AtLeast(columnCount, 1);
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
                    nameof(rows),
                    $"Expected entries within ({rowCount}, {columnCount}), got entry {entry} at ({rows[entry]}, {columns[entry]}).");
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
        return Create(structure, sorted, CsrStructure.Create(columns, rows, transposed, columnCount), transposition);
    }

    /// <summary>A symmetric matrix, without sorting.</summary>
    /// <param name="structure">The places of its entries, symmetric, columns ascending and distinct in each row.</param>
    /// <param name="values">Their values, the same at (r, c) and (c, r).</param>
    internal static SparseMatrix FromSymmetric(CsrStructure structure, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(structure.RowCount, 1);
        var next = structure.Offsets[..^1];
        var transposition = new int[values.Length];

        // Row after row, the entries of a column come by in the order in which they are to lie there.
        for (var entry = 0; entry < values.Length; entry++)
        {
            transposition[next[structure.Columns[entry]]++] = entry;
        }

        return Create(structure, values, structure, transposition);
    }

    /// <summary>A matrix of entries that lie row by row, without sorting; a column may occur twice in a row, in any order.</summary>
    internal static SparseMatrix FromRows(CsrStructure structure, float[] values, int columnCount)
    {
        var rows = new int[values.Length];
        for (var row = 0; row < structure.RowCount; row++)
        {
            rows.AsSpan(structure.Offsets[row]..structure.Offsets[row + 1]).Fill(row);
        }

        var transposition = CsrStructure.Sort(structure.Columns, Range(values.Length), columnCount);
        return Create(structure, values, CsrStructure.Create(structure.Columns, rows, transposition, columnCount), transposition);
    }

    /// <summary>The same matrix with each entry kept with the given probability and set to zero otherwise; nothing is rescaled.</summary>
    /// <param name="keepProbability">Probability with which each entry is kept, in (0, 1].</param>
    /// <param name="random">Source of randomness.</param>
    public SparseMatrix DropEntries(double keepProbability, Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        if (keepProbability is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(keepProbability), keepProbability, "Expected a probability in (0, 1].");
        }

        // Dropout upon dropout takes values of its own; the usual one upon a whole matrix only remembers what to drop.
        var whole = _dropout is null ? this : Create(_byRow.Structure, Values(), _byColumn.Structure, _byColumn.Numbers!);
        return new SparseMatrix(whole, keepProbability < 1 ? new EntryDropout(keepProbability, random) : null);
    }

    /// <summary>Multiplies by a dense matrix; the gradient flows to it.</summary>
    /// <param name="dense">The matrix, float32 or float64, shape (m, d).</param>
    /// <returns>Shape (n, d).</returns>
    public Tensor Multiply(Tensor dense)
    {
        CheckFactor(dense);
        return dense.device_type == DeviceType.CPU ? SparseProduct.Apply(this, dense) : DeviceProduct.Multiply(this, dense);
    }

    /// <summary>Computes Σ_{l=0…L} Aˡ x for a square matrix A; the gradient flows to x.</summary>
    /// <remarks>Horner's rule, y ← x + A y, keeps no layer in memory.</remarks>
    /// <param name="dense">x, float32 or float64, shape (n, d).</param>
    /// <param name="highest">L, the highest power, ≥ 0.</param>
    /// <returns>A new tensor, shape (n, d).</returns>
    public Tensor SumOfPowers(Tensor dense, int highest)
    {
        Guard.AtLeast(highest, 0);
        if (RowCount != ColumnCount)
        {
            throw new InvalidOperationException($"Expected a square matrix, this one is ({RowCount}, {ColumnCount}).");
        }

        CheckFactor(dense);
        return highest == 0 ? dense.alias()
            : dense.device_type == DeviceType.CPU ? PowerSum.Apply(this, dense, highest)
            : DeviceProduct.SumOfPowers(this, dense, highest);
    }

    /// <summary>Returns the matrix in dense form, shape (n, m); for tests and small matrices.</summary>
    /// <param name="dtype">Element type. Default float32.</param>
    public Tensor ToDense(ScalarType dtype = ScalarType.Float32)
    {
        using var scope = NewDisposeScope();
        using var places = new CoordinateForm(_byRow.Structure);
        return sparse_coo_tensor(places.Places(CPU), tensor(Values()).to(dtype), [RowCount, ColumnCount]).to_dense().MoveToOuterDisposeScope();
    }

    /// <summary>Releases what products on other devices than the CPU made there, with the matrix that was not derived by dropout.</summary>
    public void Dispose()
    {
        if (!IsDerived)
        {
            _rowsOnDevice.Dispose();
            _columnsOnDevice.Dispose();
        }
    }

    /// <summary>Where the entries lie, those that dropout set to zero included.</summary>
    internal CsrStructure Structure => _byRow.Structure;

    /// <summary>Whether there is an entry (j, i) for each entry (i, j).</summary>
    internal bool HasSymmetricPattern =>
        _byRow.Structure.Offsets.AsSpan().SequenceEqual(_byColumn.Structure.Offsets)
        && _byRow.Structure.Columns.AsSpan().SequenceEqual(_byColumn.Structure.Columns);

    internal KeptValues ByRow() => new(_byRow, _dropout);

    internal KeptValues ByColumn() => new(_byColumn, _dropout);

    /// <summary>What is left out; null for nothing.</summary>
    internal EntryDropout? Dropout => _dropout;

    internal DeviceRows RowsOn(Device device) => _rowsOnDevice.On(device);

    internal DeviceRows ColumnsOn(Device device) => _columnsOnDevice.On(device);

    private bool IsDerived { get; }

    private static SparseMatrix Create(CsrStructure rows, float[] values, CsrStructure columns, int[] transposition) =>
        new(
            new CsrForm(rows, values, null),
            new CsrForm(columns, Array.ConvertAll(transposition, entry => values[entry]), transposition));

    // By row, zeros where entries are dropped.
    private float[] Values()
    {
        using var kept = ByRow();
        return kept.Values[..EntryCount];
    }

    private void CheckFactor(Tensor dense)
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
    }

    private static int[] Range(int count) => Enumerable.Range(0, count).ToArray();
}
