using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings;

public sealed partial class FrozenEmbeddings
{
    private FrozenEmbeddings? _resident;

    /// <summary>Largest table that is copied to a device whole: 4 GiB. Of a larger one only the rows of a step travel.</summary>
    internal long LargestResident { get; set; } = 1L << 32;

    /// <summary>Whether what a device asks for comes from its own memory.</summary>
    internal bool IsResidentOn(Device device) =>
        device.type == Device.type || (Device.type == DeviceType.CPU && Count * Width * _table.ItemSize <= LargestResident);

    /// <summary>The table on a device, copied there once; this object where it lies there, or is too large.</summary>
    /// <remarks>Disposed with this object. Not for several threads at a time.</remarks>
    internal FrozenEmbeddings On(Device device)
    {
        if (!IsResidentOn(device) || (device.type == Device.type && (device.index == Device.index || device.type == DeviceType.CPU)))
        {
            return this;
        }

        if (_resident is null || _resident.Device.type != device.type || _resident.Device.index != device.index)
        {
            using var scope = NewDisposeScope();
            _resident?.Dispose();
            _resident = FromTensor(Uploads.Send(_table.Block(0, Count), device), VarianceKept);
        }

        return _resident;
    }

    /// <summary>Rows by number as <see cref="Gather(Tensor, ScalarType?, Device?)"/>, without a look at the numbers, which are inside.</summary>
    /// <param name="rows">On the device, or on the CPU for a table that is too large for it.</param>
    /// <param name="dtype">As there.</param>
    /// <param name="device">Where the result lies, and the table as long as this object lives.</param>
    internal Tensor GatherInside(Tensor rows, ScalarType dtype, Device device)
    {
        CheckRead(dtype);
        using var scope = NewDisposeScope();
        return Convert(On(device)._table.GatherInside(rows), dtype, device).MoveToOuterDisposeScope();
    }

    /// <summary>All rows in order, a few MB at a time, each block with the number of its first row; disposed after the action.</summary>
    internal void ForEachBlock(Action<long, Tensor> action, ScalarType? dtype = null, Device? device = null)
    {
        var rows = BlockRows;
        for (var start = 0L; start < Count; start += rows)
        {
            using var scope = NewDisposeScope();
            action(start, Block(start, Math.Min(rows, Count - start), dtype, device));
        }
    }

    // Converted where it lies and sent then; from a device to the host the one way there is.
    private static Tensor Convert(Tensor rows, ScalarType? dtype, Device? device)
    {
        rows = rows.to(dtype ?? ScalarType.Float32);
        return device is null ? rows : device.type == DeviceType.CPU ? HostReads.ToCpu(rows) : Uploads.Send(rows, device);
    }
}
