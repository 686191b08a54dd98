using System.Buffers;
using System.Runtime.InteropServices;

namespace DaRec.Kernels;

/// <summary>Aligned memory for one kernel call, from the process's array pool: fresh pages cost more than the arithmetic on them.</summary>
internal sealed unsafe class Workspace : IDisposable
{
    private readonly List<(byte[] Array, GCHandle Pin)> _rents = [];

    /// <summary>Bytes of a cache line and of the longest vector.</summary>
    public const int Alignment = 64;

    /// <summary>Room for so many elements, not cleared, valid until this object is disposed.</summary>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        var array = ArrayPool<byte>.Shared.Rent(checked((int)((count * sizeof(T)) + Alignment)));
        var pin = GCHandle.Alloc(array, GCHandleType.Pinned);
        _rents.Add((array, pin));
        return (T*)Align(pin.AddrOfPinnedObject());
    }

    /// <summary>As <see cref="Take"/>, all zero.</summary>
    public T* TakeZeros<T>(long count)
        where T : unmanaged
    {
        var memory = Take<T>(count);
        NativeMemory.Clear(memory, (nuint)(count * sizeof(T)));
        return memory;
    }

    public void Dispose()
    {
        foreach (var (array, pin) in _rents)
        {
            pin.Free();
            ArrayPool<byte>.Shared.Return(array);
        }

        _rents.Clear();
    }

    /// <summary>The first multiple of <see cref="Alignment"/> from this address on.</summary>
    public static nint Align(nint address) => (address + Alignment - 1) & -Alignment;
}
