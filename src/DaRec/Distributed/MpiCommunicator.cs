using DaRec.Distributed.Mpi;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Distributed;

/// <summary>The processes that <c>mpirun</c> started, on one machine or several.</summary>
/// <remarks>
/// The MPI library is that of the system, found at run time: Open MPI or MPICH, under Linux. Tensors are on the CPU.
/// <para>
/// A process that fails would leave the others waiting: <see cref="Run"/> ends all of them. Where <c>mpirun</c> sees a process die, it ends the
/// others itself.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// MpiCommunicator.Run(processes =>
/// {
///     using var aligner = new DaRecAligner(width: 32, interactions, itemTexts: texts, communicator: processes);
///     …
/// });
/// </code>
/// started by <c>mpirun -n 2 dotnet MyTrainer.dll</c>, or without <c>mpirun</c> as one process.
/// </example>
public sealed unsafe class MpiCommunicator : ICommunicator
{
    private const int MostElements = 1 << 28; // of one call: MPI counts in int

    private readonly MpiLibrary _mpi;
    private readonly bool _isOwner; // not where the host has started MPI itself
    private bool _isDisposed;

    private MpiCommunicator(MpiLibrary mpi)
    {
        _mpi = mpi;
        _isOwner = !mpi.IsInitialized;
        if (_isOwner)
        {
            mpi.Initialize();
        }

        (Rank, Size) = (mpi.Rank, mpi.Size);
        if (Launcher.Place is { } place && place.Size != Size)
        {
            throw new InvalidOperationException(
                $"Expected {place.Size} processes, as the launcher says, got {Size} from {mpi.Version} ({mpi.Name}); start the program with the "
                + "mpirun of that library.");
        }
    }

    /// <summary>Whether a launcher such as <c>mpirun</c> started this process, as its environment says.</summary>
    public static bool IsLaunched => Launcher.Place is not null;

    /// <inheritdoc/>
    public int Rank { get; }

    /// <inheritdoc/>
    public int Size { get; }

    /// <summary>The MPI library in use, for example "Open MPI v4.1.4".</summary>
    public string Library => _mpi.Version;

    /// <summary>Starts MPI, once in a process; started by no launcher, it has a size of 1.</summary>
    /// <returns>The processes; its disposal waits for all of them.</returns>
    /// <exception cref="MpiMissingException">No MPI library is installed.</exception>
    /// <exception cref="InvalidOperationException">
    /// MPI has ended in this process and cannot be started again, or the launcher is not that of the library.
    /// </exception>
    public static MpiCommunicator Open()
    {
        NativeTorch.Loaded(nameof(MpiCommunicator));
        var mpi = MpiLibrary.Instance;
        return mpi.IsFinalized
            ? throw new InvalidOperationException("Expected MPI to be started once in a process, got a second start after its end; keep the communicator.")
            : new MpiCommunicator(mpi);
    }

    /// <summary>
    /// Runs a program in the processes that <c>mpirun</c> started, or in this process alone without it. An exception in one of them is
    /// written as one line to standard error and ends all of them with exit code 1.
    /// </summary>
    /// <param name="program">What each process does.</param>
    /// <exception cref="MpiMissingException">A launcher started the process, and no MPI library is installed.</exception>
    public static void Run(Action<ICommunicator> program)
    {
        ArgumentNullException.ThrowIfNull(program);
        if (!IsLaunched)
        {
            program(SingleProcess.Instance);
            return;
        }

        using var processes = Open();
        try
        {
            program(processes);
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Process {processes.Rank} of {processes.Size} failed: {exception.GetType().Name}: {exception.Message}");
            processes.Abort();
            throw;
        }
    }

    /// <inheritdoc/>
    public void AllReduceSum(Tensor tensor)
    {
        var type = tensor?.dtype switch
        {
            null => throw new ArgumentNullException(nameof(tensor)),
            ScalarType.Float32 => _mpi.Handles.Float32,
            ScalarType.Float64 => _mpi.Handles.Float64,
            ScalarType.Int64 => _mpi.Handles.Int64,
            var other => throw new ArgumentException($"Expected float32, float64 or int64 to sum over processes, got {other}.", nameof(tensor)),
        };
        InPieces(tensor, tensor.element_size(), (address, count) => _mpi.AllReduceSum((void*)address, count, type));
    }

    /// <inheritdoc/>
    public void Broadcast(Tensor tensor, int root = 0)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
        InPieces(tensor, 1, (address, count) => _mpi.Broadcast((void*)address, count, _mpi.Handles.Byte, root));
    }

    /// <inheritdoc/>
    public Tensor AllGather(Tensor rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        EnsurePlain(rows);
        if (rows.dim() == 0)
        {
            throw new ArgumentException("Expected rows, a tensor of at least one dimension, got a scalar.", nameof(rows));
        }

        var counts = new long[Size];
        counts[Rank] = rows.size(0);
        using var shared = tensor(counts);
        AllReduceSum(shared);
        counts = HostReads.ToArray<long>(shared);
        var rowBytes = rows.element_size() * rows.shape.Skip(1).Aggregate(1L, (product, size) => product * size);
        if (counts.Sum() * rowBytes > int.MaxValue)
        {
            throw new ArgumentException(
                $"Expected rows of at most {int.MaxValue} bytes in all processes together, got {counts.Sum()} rows of {rowBytes} bytes. "
                + "Gather them in several parts.",
                nameof(rows));
        }

        var (lengths, starts) = (new int[Size], new int[Size]);
        for (int rank = 0, start = 0; rank < Size; rank++)
        {
            (lengths[rank], starts[rank]) = ((int)(counts[rank] * rowBytes), start);
            start += lengths[rank];
        }

        var all = rows.new_empty([counts.Sum(), .. rows.shape.Skip(1)]);
        if (all.numel() > 0)
        {
            var own = rows.numel() > 0 ? TensorMemory.Address(rows) : null;
            _mpi.AllGather(own, lengths[Rank], TensorMemory.Address(all), lengths, starts);
        }

        return all;
    }

    /// <inheritdoc/>
    public void Barrier()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _mpi.Barrier();
    }

    /// <inheritdoc/>
    public void Abort(int exitCode = 1)
    {
        Console.Out.Flush();
        Console.Error.Flush();
        _mpi.Abort(exitCode);
    }

    /// <summary>Ends MPI when all processes have called it, unless the host itself started it.</summary>
    public void Dispose()
    {
        if (!_isDisposed)
        {
            _isDisposed = true;
            if (_isOwner)
            {
                _mpi.Complete();
            }
        }
    }

    private void InPieces(Tensor tensor, long unit, Action<nint, int> send)
    {
        EnsurePlain(tensor);
        var units = TensorMemory.ByteCount(tensor) / unit;
        var address = units > 0 ? (nint)TensorMemory.Address(tensor) : 0;
        for (var done = 0L; done < units; done += MostElements)
        {
            send((nint)(address + (done * unit)), (int)Math.Min(MostElements, units - done));
        }
    }

    private void EnsurePlain(Tensor tensor)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (tensor.device_type != DeviceType.CPU || !tensor.is_contiguous())
        {
            throw new ArgumentException(
                $"Expected a contiguous tensor on the CPU, got {(tensor.is_contiguous() ? $"one on {tensor.device}" : "one with gaps")}; "
                + "MPI's sums and copies are made in the host's memory.",
                nameof(tensor));
        }
    }
}
