namespace DaRec.Distributed.Mpi;

/// <summary>What MPI's predefined objects are called in one implementation: addresses in Open MPI, numbers in MPICH and its kin.</summary>
internal sealed record MpiHandles
{
    public required nint World { get; init; }

    public required nint Float32 { get; init; }

    public required nint Float64 { get; init; }

    public required nint Int64 { get; init; }

    public required nint Byte { get; init; }

    public required nint Sum { get; init; }

    /// <summary>Stands for "the buffer that receives" where a buffer that sends is expected.</summary>
    public required nint InPlace { get; init; }
}
