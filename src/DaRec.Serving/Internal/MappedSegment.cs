using System.IO.MemoryMappedFiles;

namespace DaRec.Serving.Internal;

/// <summary>Rows of a memory-mapped file.</summary>
/// <remarks>
/// Indexes share their rows and none owns them: the mapping ends when nothing refers to it any more, by the handle's finalizer. Whoever
/// holds a span of rows keeps this object alive.
/// </remarks>
internal sealed unsafe class MappedSegment : VectorSegment
{
    private readonly MemoryMappedViewAccessor _view; // its handle unmaps
    private readonly float* _first;

    /// <summary>Maps float32 rows.</summary>
    /// <param name="file">The open file; may be closed afterwards.</param>
    /// <param name="offset">Bytes before the first row.</param>
    /// <param name="count">Number of rows, ≥ 1.</param>
    /// <param name="width">Width of a row.</param>
    public MappedSegment(FileStream file, long offset, int count, int width)
        : base(count, width)
    {
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = map.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _first = (float*)(start + _view.PointerOffset + offset);
    }

    /// <summary>Gives the pointer back, without which the handle would stay.</summary>
    ~MappedSegment() => _view?.SafeMemoryMappedViewHandle.ReleasePointer();

    /// <inheritdoc/>
    public override bool CanMove => false;

    /// <inheritdoc/>
    public override ReadOnlySpan<float> Rows(int first, int count) => new(_first + ((nint)first * Width), checked(count * Width));
}
