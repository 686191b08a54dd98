using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>A tensor that does not change, and its copy on the device that asked last.</summary>
/// <param name="source">Owned by somebody else, who outlives this object.</param>
internal sealed class DeviceCopy(Tensor source) : IDisposable
{
    private readonly Lock _lock = new();
    private Tensor? _copy;

    /// <summary>The tensor on a device, owned by this object or its source: not to be disposed or written to.</summary>
    public Tensor On(Device device)
    {
        if (Uploads.IsOn(source, device))
        {
            return source;
        }

        lock (_lock)
        {
            if (_copy is null || !Uploads.IsOn(_copy, device))
            {
                using var scope = NewDisposeScope();
                _copy?.Dispose();
                _copy = Uploads.Send(source, device).DetachFromDisposeScope();
            }

            return _copy;
        }
    }

    /// <summary>Releases the copy.</summary>
    public void Dispose()
    {
        _copy?.Dispose();
        _copy = null;
    }
}
