namespace DaRec.Internal;

/// <summary>A file that appears whole or not at all: written beside its target, flushed to the disk, then moved into place.</summary>
/// <remarks>The flush comes before the move: without it, a power loss may leave the target's name on a file without content.</remarks>
internal sealed class AtomicFile : IDisposable
{
    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private readonly string _temporary;

    /// <summary>Creates the temporary file, so that a path that cannot be written to fails here.</summary>
    /// <param name="path">The target; a file there is replaced by <see cref="Commit"/>.</param>
    public AtomicFile(string path)
    {
        // Beside the target, on the same disk: the move is a rename, and readers never see half a file.
        (_path, _temporary) = (path, $"{path}.{Path.GetRandomFileName()}");
        Stream = new FileStream(_temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferSize);
    }

    /// <summary>Takes the content.</summary>
    public FileStream Stream { get; }

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The target; a file there is replaced, unless <paramref name="write"/> throws.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var file = new AtomicFile(path);
        write(file.Stream);
        file.Commit();
    }

    /// <summary>Writes text as UTF-8 without a byte order mark.</summary>
    /// <param name="path">The target; a file there is replaced, unless <paramref name="write"/> throws.</param>
    /// <param name="write">Writes the content.</param>
    public static void WriteText(string path, Action<TextWriter> write) => Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        write(writer);
    });

    /// <summary>Flushes the content to the disk and moves the file into place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporary, _path, overwrite: true);
    }

    /// <summary>Removes the temporary file where <see cref="Commit"/> was not reached.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        File.Delete(_temporary);
    }
}
