using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace DaRec.Cli.Measuring;

/// <summary>The process's own high-water mark: what the system had to give, whoever asked for it.</summary>
/// <remarks>Linux alone lets the mark be reset; elsewhere there is no figure for a part of the process's life.</remarks>
internal partial class MemoryMeter
{
    private const string Status = "/proc/self/status";
    private const string ClearMarks = "/proc/self/clear_refs";

    /// <summary>The process's peak of resident memory since it began, in bytes, on every system.</summary>
    public static long ProcessPeak
    {
        get
        {
            if (OperatingSystem.IsLinux() && Read("VmHWM:") is { } peak)
            {
                return peak;
            }

            using var process = Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }
    }

    /// <summary>Peak resident memory during a run above that at its start, in bytes; null where the system does not tell.</summary>
    public static long? PeakOf(Action run)
    {
        ArgumentNullException.ThrowIfNull(run);
        GiveBack();
        var isKnown = TryReset();
        var before = isKnown ? Read("VmRSS:") : null;
        run();
        return before is { } start && Read("VmHWM:") is { } peak ? Math.Max(0, peak - start) : null;
    }

    // Pages that malloc keeps from earlier work would be used again unseen.
    private static void GiveBack()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = TrimHeap(0);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            // Another C library than GNU's; the figure may then be too small, never too large.
        }
    }

    private static bool TryReset()
    {
        try
        {
            File.WriteAllText(ClearMarks, "5"); // 5: the peak falls to what is resident now
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long? Read(string key)
    {
        foreach (var line in File.ReadLines(Status))
        {
            if (line.StartsWith(key, StringComparison.Ordinal))
            {
                var kilobytes = line.AsSpan(key.Length).Trim().TrimEnd("kB").Trim();
                return long.Parse(kilobytes, CultureInfo.InvariantCulture) * 1024;
            }
        }

        return null;
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimHeap(nuint padding);
}
