using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>A form's places and values on a device, made once and kept there.</summary>
/// <remarks>Memory: 12 bytes an entry, 20 for the form by columns of a matrix that drops entries.</remarks>
internal sealed class DeviceForm(CsrForm form) : IDisposable
{
    private DeviceRows? _rows;

    /// <summary>The tensors on a device, owned by this object.</summary>
    public DeviceRows On(Device device)
    {
        if (_rows is not { } rows || !Uploads.IsOn(rows.Values, device))
        {
            using var scope = NewDisposeScope();
            Dispose();
            _rows = new DeviceRows(
                [.. DeviceBags.Levels(form.Structure.Offsets).Select((bounds, level) => new DeviceBags(
                    Send(level == 0
                        ? tensor(form.Structure.Columns, dtype: ScalarType.Int64)
                        : arange(Held(0), Held(bounds[^1]), Held(1), dtype: ScalarType.Int64)),
                    Send(tensor(bounds))))],
                Send(tensor(form.Values)),
                form.Numbers is null ? null : Send(tensor(form.Numbers, dtype: ScalarType.Int64)));
        }

        return _rows;

        Tensor Send(Tensor tensor) => Uploads.Send(tensor, device).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        _rows?.Dispose();
        _rows = null;
    }
}
