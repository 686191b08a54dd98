using System.Runtime.InteropServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Internal;

/// <summary>Asks Linux for pages of 2 MB under a large table of which a training step uses rows here and there.</summary>
/// <remarks>
/// With pages of 4 KB, nearly each of these rows is missing in the processor's table of pages, and in some virtual machines a page that is
/// missing costs more than all arithmetic on its rows. Nothing happens to small tables, on other systems, or where the system declines.
/// </remarks>
internal static unsafe partial class HugePages
{
    private const long PageBytes = 1L << 21;
    private const long LeastBytes = 8 * PageBytes;
    private const int OnFirstWrite = 14; // MADV_HUGEPAGE
    private const int AtOnce = 25; // MADV_COLLAPSE, since Linux 6.1

    /// <summary>Zeros on such pages, of the shape, element type and device of a table.</summary>
    public static Tensor ZerosLike(Tensor table)
    {
        using var scope = NewDisposeScope();
        var zeros = empty_like(table);
        Advise(zeros, OnFirstWrite);
        return zeros.zero_().MoveToOuterDisposeScope();
    }

    /// <summary>Moves a table's numbers to such pages; its address stays as it is.</summary>
    public static void Take(Tensor table)
    {
        Advise(table, OnFirstWrite);
        Advise(table, AtOnce);
    }

    private static void Advise(Tensor table, int advice)
    {
        if (!OperatingSystem.IsLinux() || table.device_type != TorchSharp.DeviceType.CPU || TensorMemory.ByteCount(table) < LeastBytes)
        {
            return;
        }

        var start = (nint)TensorMemory.Address(table);
        var first = (start + PageBytes - 1) / PageBytes * PageBytes;
        var end = (start + TensorMemory.ByteCount(table)) / PageBytes * PageBytes;
        _ = MemoryAdvice((nint)first, (nuint)(end - first), advice);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int MemoryAdvice(nint address, nuint length, int advice);
}
