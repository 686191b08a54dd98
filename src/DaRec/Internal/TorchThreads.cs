using System.Diagnostics;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Runs the parts of a kernel on libtorch's own threads, as many as <see cref="get_num_threads"/> says.</summary>
/// <remarks>
/// libtorch's OpenMP workers spin for some milliseconds after each of its operators. A second set of threads competes with them for
/// the same cores: measured on two cores, a parallel loop of .NET's right after an operator ran no faster than one thread. So the
/// parts run on the very team that spins, through GNU's OpenMP entry point in libtorch's process, at a cost of some microseconds a
/// kernel; where there is none (Windows, macOS) .NET's thread pool serves. The team always has its full size: GNU's OpenMP ends the
/// threads that a smaller team leaves out and starts new ones for the next. A kernel that is short, or shorter than the wait for
/// threads that other processes keep from their cores, runs on the caller. Parts are the same whoever runs them.
/// </remarks>
internal static unsafe class TorchThreads
{
    /// <summary>Nanoseconds of one core's work below which a kernel stays on its caller: a team's start and end take about a tenth.</summary>
    public const long LeastWork = 30_000;

    private static readonly delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void> Fork =
        (delegate* unmanaged<delegate* unmanaged<nint, void>, nint, uint, uint, void>)Find("GOMP_parallel");

    private static readonly delegate* unmanaged<int> TeamSize = (delegate* unmanaged<int>)Find("omp_get_num_threads");
    private static readonly delegate* unmanaged<int> TeamNumber = (delegate* unmanaged<int>)Find("omp_get_thread_num");
    private static readonly delegate* unmanaged<int, void> SetThreads = (delegate* unmanaged<int, void>)Find("omp_set_num_threads");
    private static readonly delegate* unmanaged<int, long*, int> ClockTime =
        (delegate* unmanaged<int, long*, int>)Find("clock_gettime");

    private static readonly Lateness Late = new();

    private static long _teams;

    [ThreadStatic]
    private static bool _isInside;

    /// <summary>How often a team was called so far, by any thread: once for each kernel that is not too short for it.</summary>
    public static long Teams => Volatile.Read(ref _teams);

    /// <summary>Whether parts run on libtorch's threads rather than .NET's.</summary>
    public static bool AreShared => Fork is not null && TeamSize is not null && TeamNumber is not null;

    /// <summary>Calls <paramref name="body"/> once for each of 0 … parts − 1, in any order, and returns when all are done.</summary>
    /// <param name="parts">Number of parts.</param>
    /// <param name="body">Runs the part of this number.</param>
    /// <param name="work">Nanoseconds that one core would need for all, to a factor of three or so; unknown means many.</param>
    public static void For(int parts, Action<int> body, long work = long.MaxValue)
    {
        if (parts <= 1 || IsAlone(work))
        {
            RunAlone(new Phase(parts, body));
        }
        else
        {
            RunOnTeam([new Phase(parts, body)]);
        }
    }

    /// <summary>Runs steps, each when all parts of the one before are done, in one parallel region.</summary>
    /// <param name="work">Nanoseconds that one core would need for all, to a factor of three or so.</param>
    /// <param name="phases">The steps.</param>
    public static void Run(long work, params ReadOnlySpan<Phase> phases)
    {
        if (!IsAlone(work))
        {
            RunOnTeam(phases.ToArray());
            return;
        }

        foreach (var phase in phases)
        {
            RunAlone(phase);
        }
    }

    /// <summary>Keeps libtorch's operators on the caller, where it would keep a kernel of as much work there, until this is disposed.</summary>
    /// <param name="work">Nanoseconds that one core would need for all, to a factor of three or so.</param>
    public static Solo Operators(long work) => new(IsAlone(work) ? SetThreads : null, get_num_threads());

    // A team of t threads saves a share of 1 − 1/t of the work's time and adds the wait for those without a core.
    private static bool IsAlone(long work)
    {
        var threads = get_num_threads();
        return _isInside || threads <= 1 || work < LeastWork
            || work * 1e-9 * (threads - 1) / threads < Late.At(Stopwatch.GetTimestamp());
    }

    private static void RunAlone(Phase phase)
    {
        for (var part = 0; part < phase.Parts; part++)
        {
            phase.Body(part);
        }
    }

    private static void RunOnTeam(Phase[] phases)
    {
        var (job, threads) = (new TeamJob(phases), get_num_threads());
        Interlocked.Increment(ref _teams);
        if (AreShared)
        {
            var handle = GCHandle.Alloc(job);
            var (start, cpu) = (Stopwatch.GetTimestamp(), ProcessorTicks());
            try
            {
                Fork(&Work, GCHandle.ToIntPtr(handle), (uint)threads, 0);
                job.AddWaits(start, Stopwatch.GetTimestamp(), ProcessorTicks() - cpu);
            }
            finally
            {
                handle.Free();
            }
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, _ => Inside(job.Help));
        }

        Late.Add(job.Lateness, Stopwatch.GetTimestamp());
        job.Error?.Throw();
    }

    [UnmanagedCallersOnly]
    private static void Work(nint handle)
    {
        var job = (TeamJob)GCHandle.FromIntPtr(handle).Target!;
        if (TeamNumber() == 0)
        {
            Inside(() => job.Lead(TeamSize() - 1));
        }
        else
        {
            Inside(job.Help);
        }
    }

    // A kernel within a part of another stays on its thread.
    private static void Inside(Action run)
    {
        _isInside = true;
        run();
        _isInside = false;
    }

    // How long the calling thread has had a core, as Stopwatch counts; all of the time where the system does not say.
    private static long ProcessorTicks()
    {
        const int threadTime = 3; // CLOCK_THREAD_CPUTIME_ID
        var time = stackalloc long[2]; // seconds and nanoseconds
        return ClockTime is not null && ClockTime(threadTime, time) == 0
            ? (time[0] * Stopwatch.Frequency) + (long)(time[1] * 1e-9 * Stopwatch.Frequency)
            : Stopwatch.GetTimestamp();
    }

    private static nint Find(string function)
    {
        get_num_threads(); // TorchSharp has its native library loaded from here on
        return OperatingSystem.IsLinux()
            && NativeLibrary.TryLoad("LibTorchSharp", typeof(torch).Assembly, null, out var library)
            && NativeLibrary.TryGetExport(library, function, out var entry) // searches what the library depends on, too
            ? entry
            : 0;
    }
}
