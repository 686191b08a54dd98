using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>The places of a matrix's entries, kept on the device that asked last.</summary>
internal sealed class CoordinateForm(CsrStructure rows) : IDisposable
{
    private Tensor? _places; // (2, entries)

    /// <summary>The row and the column of each entry in row order, int64, shape (2, entries); owned by this object.</summary>
    public Tensor Places(Device device)
    {
        if (_places is null || !Uploads.IsOn(_places, device))
        {
            using var scope = NewDisposeScope();
            _places?.Dispose();
            _places = Uploads.Send(Places(), device).DetachFromDisposeScope();
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
