using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>A matrix's places as libtorch's coordinate tensors have them, kept on the device that asked last.</summary>
internal sealed class CoordinateForm(CsrStructure rows, int columnCount) : IDisposable
{
    private Tensor? _places; // (2, entries)

    /// <summary>The matrix with these values, in row order, shape (n, m).</summary>
    public Tensor Create(ReadOnlySpan<float> values, Device device, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var entries = tensor(values.ToArray()).to(dtype).to(device);
        return sparse_coo_tensor(Places(device), entries, [rows.RowCount, columnCount]).MoveToOuterDisposeScope();
    }

    /// <summary>Rows and columns of the entries, int64, shape (2, entries); stays this form's own.</summary>
    public Tensor Places(Device device)
    {
        using var scope = NewDisposeScope();
        if (_places is null || _places.device_type != device.type || _places.device_index != device.index)
        {
            _places?.Dispose();
            _places = Places().to(device).DetachFromDisposeScope();
        }

        return _places;
    }

    public void Dispose()
    {
        _places?.Dispose();
        _places = null;
    }

    private Tensor Places()
    {
        var places = new long[2, rows.Columns.Length];
        for (var row = 0; row < rows.RowCount; row++)
        {
            for (var entry = rows.Offsets[row]; entry < rows.Offsets[row + 1]; entry++)
            {
                (places[0, entry], places[1, entry]) = (row, rows.Columns[entry]);
            }
        }

        return tensor(places);
    }
}
