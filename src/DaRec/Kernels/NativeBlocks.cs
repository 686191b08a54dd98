using System.Numerics;
using System.Runtime.InteropServices;

namespace DaRec.Kernels;

/// <summary>Blocks of native memory that kernels use again and again: fresh pages cost more than the arithmetic on them.</summary>
/// <remarks>Blocks of a size go to the next call that asks for it; at most <see cref="MostKept"/> bytes wait for one.</remarks>
internal static unsafe class NativeBlocks
{
    /// <summary>Bytes of a cache line and of the longest vector: what blocks are aligned to.</summary>
    public const int Alignment = 64;

    /// <summary>Bytes that are kept for later calls; what comes back beyond is freed.</summary>
    public const long MostKept = 1L << 28;

    private const int LeastBytes = 1 << 12;

    private static readonly Lock Access = new();
    private static readonly Dictionary<long, Stack<nint>> Free = [];
    private static long _kept;
    private static long _rented;

    /// <summary>Bytes of all blocks that were handed out so far.</summary>
    public static long Rented => Volatile.Read(ref _rented);

    /// <summary>Bytes that wait for a call.</summary>
    public static long Kept => Volatile.Read(ref _kept);

    /// <summary>A block of at least so many bytes, not cleared.</summary>
    /// <exception cref="InsufficientMemoryException">There is no memory of that size.</exception>
    public static NativeBlock Rent(long bytes)
    {
        var size = Rounded(bytes);
        lock (Access)
        {
            _rented += size;
            if (Free.TryGetValue(size, out var blocks) && blocks.TryPop(out var address))
            {
                _kept -= size;
                return new NativeBlock(address, size);
            }
        }

        try
        {
            return new NativeBlock((nint)NativeMemory.AlignedAlloc(checked((nuint)size), Alignment), size);
        }
        catch (OutOfMemoryException exception)
        {
            throw new InsufficientMemoryException(
                $"A kernel needs a block of {size >> 20} MB beside its inputs, and the system has none. Use fewer rows at a time.", exception);
        }
    }

    /// <summary>Takes a block back.</summary>
    public static void Return(NativeBlock block)
    {
        lock (Access)
        {
            if (_kept + block.Size <= MostKept)
            {
                _kept += block.Size;
                if (!Free.TryGetValue(block.Size, out var blocks))
                {
                    Free[block.Size] = blocks = new Stack<nint>();
                }

                blocks.Push(block.Address);
                return;
            }
        }

        NativeMemory.AlignedFree((void*)block.Address);
    }

    // Four sizes from one power of two to the next, so that calls of nearly the same size share blocks.
    private static long Rounded(long bytes)
    {
        var step = (long)(BitOperations.RoundUpToPowerOf2((ulong)Math.Max(bytes, LeastBytes)) / 8);
        return (Math.Max(bytes, LeastBytes) + step - 1) / step * step;
    }
}
