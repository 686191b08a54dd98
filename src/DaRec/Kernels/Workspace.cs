using System.Runtime.InteropServices;

namespace DaRec.Kernels;

/// <summary>Aligned native memory for one kernel call, from <see cref="NativeBlocks"/>, without a limit on its size.</summary>
internal sealed unsafe class Workspace : IDisposable
{
    /// <summary>Bytes of a cache line and of the longest vector.</summary>
    public const int Alignment = NativeBlocks.Alignment;

    /// <summary>Bytes that copies of a sum, one for each part of the work, may take together: 256 MB.</summary>
    public const long MostCopies = 1L << 28;

    /// <summary>Copies that may be made whatever their size, so that large work still has parts for several threads.</summary>
    public const int FewCopies = 4;

    private readonly List<NativeBlock> _blocks = [];

    /// <summary>Parts of work of which each has a copy of a sum: as many as wanted, fewer where copies are large.</summary>
    /// <param name="wanted">At least 1.</param>
    /// <param name="bytes">Size of a copy.</param>
    /// <returns>
    /// A number that depends on the sizes alone; copies take <see cref="MostCopies"/> or <see cref="FewCopies"/> times their size,
    /// whichever is more.
    /// </returns>
    public static int Parts(int wanted, long bytes) => (int)Math.Min(wanted, Math.Max(FewCopies, MostCopies / bytes));

    /// <summary>Room for so many elements, not cleared, valid until this object is disposed.</summary>
    /// <exception cref="InsufficientMemoryException">There is no memory of that size.</exception>
    public T* Take<T>(long count)
        where T : unmanaged
    {
        var block = NativeBlocks.Rent(checked(count * sizeof(T)));
        _blocks.Add(block);
        return (T*)block.Address;
    }

    /// <summary>As <see cref="Take"/>, all zero.</summary>
    public T* TakeZeros<T>(long count)
        where T : unmanaged
    {
        var memory = Take<T>(count);
        NativeMemory.Clear(memory, (nuint)(count * sizeof(T)));
        return memory;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        _blocks.ForEach(NativeBlocks.Return);
        _blocks.Clear();
    }

    /// <summary>The first multiple of <see cref="Alignment"/> from this address on.</summary>
    public static nint Align(nint address) => (address + Alignment - 1) & -Alignment;
}
