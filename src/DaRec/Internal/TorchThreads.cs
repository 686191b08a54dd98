using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Runs parts of a kernel on libtorch's own threads, as many as <see cref="get_num_threads"/> says.</summary>
/// <remarks>
/// libtorch's OpenMP workers spin for some milliseconds after each of its operators. A second set of threads competes with them for
/// the same cores: measured on two cores, a parallel loop of .NET's right after an operator ran no faster than one thread. So the
/// parts run on the very team that spins, through GNU's OpenMP entry point in libtorch's process, at a cost of about 1 µs a loop;
/// where there is none (Windows, macOS) .NET's thread pool serves.
/// </remarks>
internal static unsafe class TorchThreads
{
    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> Fork = FindFork();

    /// <summary>Whether parts run on libtorch's threads rather than .NET's.</summary>
    public static bool AreShared => Fork is not null;

    /// <summary>Calls <paramref name="body"/> once for each of 0 … parts − 1, in any order, and returns when all are done.</summary>
    public static void For(int parts, Action<int> body)
    {
        var threads = Math.Min(get_num_threads(), parts);
        if (threads <= 1)
        {
            for (var part = 0; part < parts; part++)
            {
                body(part);
            }
        }
        else if (Fork is null)
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, body);
        }
        else
        {
            RunOnTeam(parts, threads, body);
        }
    }

    private static void RunOnTeam(int parts, int threads, Action<int> body)
    {
        var job = new Job(parts, body);
        var handle = GCHandle.Alloc(job);
        try
        {
            Fork(&Work, GCHandle.ToIntPtr(handle), (uint)threads, 0);
        }
        finally
        {
            handle.Free();
        }

        job.Error?.Throw();
    }

    [UnmanagedCallersOnly]
    private static void Work(nint handle) => ((Job)GCHandle.FromIntPtr(handle).Target!).Run();

    private static delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> FindFork()
    {
        get_num_threads(); // TorchSharp has its native library loaded from here on
        return OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("LibTorchSharp", typeof(torch).Assembly, null, out var library)
            && NativeLibrary.TryGetExport(library, "GOMP_parallel", out var entry) // searches what the library depends on, too
            ? (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)entry
            : null;
    }

    /// <summary>A loop whose parts are taken one by one by as many threads as come.</summary>
    private sealed class Job(int parts, Action<int> body)
    {
        private int _taken = -1;
        private ExceptionDispatchInfo? _error;

        public ExceptionDispatchInfo? Error => _error;

        public void Run()
        {
            try
            {
                for (int part; (part = Interlocked.Increment(ref _taken)) < parts;)
                {
                    body(part);
                }
            }
            catch (Exception exception) // must not unwind through native frames
            {
                Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(exception), null);
                Volatile.Write(ref _taken, parts);
            }
        }
    }
}
