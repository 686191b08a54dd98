using System.Diagnostics;
using System.Globalization;

namespace DaRec.Internal;

/// <summary>A file that appears whole or not at all: written beside its target, flushed to the disk, then moved into place.</summary>
/// <remarks>The flush comes before the move: without it, a power loss may leave the target's name on a file without content.</remarks>
internal sealed class AtomicFile : IDisposable
{
    private const int BufferSize = 1 << 16;
    private const string Extension = ".tmp";

    // Of this process alone: numbers of processes come again, in containers soon.
    private static readonly string Owner = $"{Environment.ProcessId}-{Path.GetRandomFileName()[..8]}";

    private static long _count;

    private readonly string _path;
    private readonly string _temporary;

    /// <summary>Creates the temporary file, so that a path that cannot be written to fails here.</summary>
    /// <param name="path">The target; a file there is replaced by <see cref="Commit"/>.</param>
    public AtomicFile(string path)
    {
        // Beside the target, on the same disk: the move is a rename, and readers never see half a file.
        (_path, _temporary) = (path, $"{path}.{Owner}-{Interlocked.Increment(ref _count)}{Extension}");
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

    /// <summary>Removes temporary files that processes left which were killed.</summary>
    /// <param name="directory">The folder; one that does not exist has none.</param>
    /// <param name="name">Name of the target; null for all targets.</param>
    public static void RemoveLeftovers(string directory, string? name = null)
    {
        foreach (var path in Directory.Exists(directory) ? Directory.GetFiles(directory, $"{name}*{Extension}") : [])
        {
            if (OwnerOf(Path.GetFileName(path), name) is { } owner && owner != Owner && !Lives(owner))
            {
                Remove(path);
            }
        }
    }

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

    // "target.number-random-count.tmp".
    private static string? OwnerOf(string file, string? name)
    {
        var (target, ending) = (Path.GetFileNameWithoutExtension(file), file[..^Extension.Length].Split('.')[^1].Split('-'));
        return ending is [var number, { Length: 8 } random, var count] && long.TryParse(count, out _)
            && int.TryParse(number, out _) && (name is null || target == $"{name}.{string.Join('-', ending)}")
            ? $"{number}-{random}"
            : null;
    }

    // One with the number of this process is of an earlier one.
    private static bool Lives(string owner)
    {
        var number = int.Parse(owner.Split('-')[0], CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.GetProcessById(number);
            return number != Environment.ProcessId;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    // A process of another container or machine has no number here, but holds its file open.
    private static void Remove(string path)
    {
        try
        {
            using var held = new FileStream(path, FileMode.Open, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It is in use, or gone.
        }
    }
}
