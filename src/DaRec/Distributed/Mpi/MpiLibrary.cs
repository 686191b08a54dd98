using System.Runtime.InteropServices;

namespace DaRec.Distributed.Mpi;

/// <summary>The functions of the MPI library that is installed, found when they are first asked for.</summary>
/// <remarks>
/// Handles are passed as whole registers: Open MPI reads addresses, and MPICH the lower half, an int, on x64 and arm64 alike.
/// </remarks>
internal sealed unsafe class MpiLibrary
{
    private const int OneThreadAtATime = 2; // MPI_THREAD_SERIALIZED

    private static readonly string[] OpenMpi = ["libmpi.so.40", "libmpi.so"];
    private static readonly string[] Mpich = ["libmpich.so.12", "libmpi.so.12"];
    private static readonly Lazy<MpiLibrary> Only = new(Find);

    private readonly nint _library;
    private readonly delegate* unmanaged<nint, nint, int, int*, int> _initThread;
    private readonly delegate* unmanaged<int*, int> _initialized;
    private readonly delegate* unmanaged<int*, int> _finalized;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly delegate* unmanaged<nint, int*, int> _commRank;
    private readonly delegate* unmanaged<nint, int*, int> _commSize;
    private readonly delegate* unmanaged<nint, void*, int, nint, nint, nint, int> _allreduce;
    private readonly delegate* unmanaged<void*, int, nint, int, nint, int> _broadcast;
    private readonly delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int> _allgatherv;
    private readonly delegate* unmanaged<nint, int> _barrier;
    private readonly delegate* unmanaged<nint, int, int> _abort;
    private readonly delegate* unmanaged<byte*, int*, int> _version;

    private MpiLibrary(nint library, string name)
    {
        _library = library;
        Name = name;
        _initThread = (delegate* unmanaged<nint, nint, int, int*, int>)Function("MPI_Init_thread");
        _initialized = (delegate* unmanaged<int*, int>)Function("MPI_Initialized");
        _finalized = (delegate* unmanaged<int*, int>)Function("MPI_Finalized");
        _finalize = (delegate* unmanaged<int>)Function("MPI_Finalize");
        _commRank = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_rank");
        _commSize = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_size");
        _allreduce = (delegate* unmanaged<nint, void*, int, nint, nint, nint, int>)Function("MPI_Allreduce");
        _broadcast = (delegate* unmanaged<void*, int, nint, int, nint, int>)Function("MPI_Bcast");
        _allgatherv = (delegate* unmanaged<void*, int, nint, void*, int*, int*, nint, nint, int>)Function("MPI_Allgatherv");
        _barrier = (delegate* unmanaged<nint, int>)Function("MPI_Barrier");
        _abort = (delegate* unmanaged<nint, int, int>)Function("MPI_Abort");
        _version = (delegate* unmanaged<byte*, int*, int>)Function("MPI_Get_library_version");
        Handles = NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _) ? OpenMpiHandles() : MpichHandles;
    }

    /// <summary>The library, which is loaded by the first call.</summary>
    /// <exception cref="MpiMissingException">There is none.</exception>
    public static MpiLibrary Instance => Only.Value;

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>The names of predefined objects.</summary>
    public MpiHandles Handles { get; }

    /// <summary>The implementation and its version, on one line, for example "Open MPI v4.1.4".</summary>
    public string Version
    {
        get
        {
            const int most = 8192; // MPI_MAX_LIBRARY_VERSION_STRING is 256 in Open MPI and 8192 in MPICH
            var text = stackalloc byte[most];
            int length;
            Check(_version(text, &length), "MPI_Get_library_version");
            return (Marshal.PtrToStringUTF8((nint)text) ?? "").Split('\n', ',')[0].Replace("\t", " ", StringComparison.Ordinal).Trim();
        }
    }

    public bool IsInitialized => Flag(_initialized);

    public bool IsFinalized => Flag(_finalized);

    public int Rank => Number(_commRank);

    public int Size => Number(_commSize);

    private static MpiHandles MpichHandles { get; } = new()
    {
        World = 0x44000000,
        Float32 = 0x4c00040a,
        Float64 = 0x4c00080b,
        Int64 = 0x4c00083a,
        Byte = 0x4c00010d,
        Sum = 0x58000003,
        InPlace = -1,
    };

    /// <summary>Starts MPI for threads that call it one at a time.</summary>
    /// <exception cref="NotSupportedException">The library serves no thread but the first.</exception>
    public void Initialize()
    {
        int provided;
        Check(_initThread(0, 0, OneThreadAtATime, &provided), "MPI_Init_thread");
        if (provided < OneThreadAtATime)
        {
            throw new NotSupportedException($"Expected an MPI library that threads may call in turn (MPI_THREAD_SERIALIZED), got {Version} of level {provided}.");
        }
    }

    public void Complete() => Check(_finalize(), "MPI_Finalize");

    /// <summary>The sum over all processes, in place.</summary>
    public void AllReduceSum(void* buffer, int count, nint type) =>
        Check(_allreduce(Handles.InPlace, buffer, count, type, Handles.Sum, Handles.World), "MPI_Allreduce");

    public void Broadcast(void* buffer, int count, nint type, int root) => Check(_broadcast(buffer, count, type, root, Handles.World), "MPI_Bcast");

    /// <summary>Bytes of all processes.</summary>
    public void AllGather(void* own, int count, void* all, ReadOnlySpan<int> counts, ReadOnlySpan<int> starts)
    {
        fixed (int* countsAt = counts, startsAt = starts)
        {
            Check(_allgatherv(own, count, Handles.Byte, all, countsAt, startsAt, Handles.Byte, Handles.World), "MPI_Allgatherv");
        }
    }

    public void Barrier() => Check(_barrier(Handles.World), "MPI_Barrier");

    public void Abort(int exitCode) => _abort(Handles.World, exitCode);

    // A launcher goes with the library of its own kind: with the other, each process would be alone.
    private static MpiLibrary Find()
    {
        string[] names = Launcher.IsMpich ? [.. Mpich, .. OpenMpi] : [.. OpenMpi, .. Mpich];
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                return new MpiLibrary(library, name);
            }
        }

        throw new MpiMissingException(
            $"Expected an MPI library to train in several processes, found none of {string.Join(", ", names)}; install Open MPI, for example with "
            + "apt-get install openmpi-bin, or start the program without mpirun.");
    }

    private static void Check(int code, string function)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"Expected {function} to succeed, got error {code}.");
        }
    }

    private nint Function(string name) => NativeLibrary.TryGetExport(_library, name, out var entry)
        ? entry
        : throw new MpiMissingException($"Expected an MPI library of version 3 or newer, got {Name} without {name}.");

    private MpiHandles OpenMpiHandles()
    {
        return new MpiHandles
        {
            World = Symbol("ompi_mpi_comm_world"),
            Float32 = Symbol("ompi_mpi_float"),
            Float64 = Symbol("ompi_mpi_double"),
            Int64 = Symbol("ompi_mpi_int64_t"),
            Byte = Symbol("ompi_mpi_byte"),
            Sum = Symbol("ompi_mpi_op_sum"),
            InPlace = 1,
        };

        nint Symbol(string name) => NativeLibrary.GetExport(_library, name);
    }

    private static bool Flag(delegate* unmanaged<int*, int> function)
    {
        int flag;
        Check(function(&flag), "MPI");
        return flag != 0;
    }

    private int Number(delegate* unmanaged<nint, int*, int> function)
    {
        int number;
        Check(function(Handles.World, &number), "MPI");
        return number;
    }
}
