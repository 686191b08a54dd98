namespace DaRec.Cli.Output;

/// <summary>Files that appear in a folder together, when all are written; no other process writes there meanwhile.</summary>
/// <remarks>
/// Made before the work, so that a folder that cannot be written shows early. The commit is the renaming of one folder within it: where the
/// process is killed after that, the next one that opens the folder, or reads it by <see cref="Finish"/>, moves the files into place.
/// </remarks>
internal sealed class OutputFolder : IDisposable
{
    private const string WorkPrefix = ".darec-";
    private const string Ready = ".darec-ready";
    private const string Outdated = ".outdated";

    private readonly string _directory;
    private readonly string _staging;
    private readonly bool _isNew;
    private readonly FolderLock _lock;

    /// <summary>Makes the folder where it does not exist, and one within it for files under way.</summary>
    /// <exception cref="IOException">The folder cannot be written, or another process works in it.</exception>
    public OutputFolder(string directory)
    {
        _directory = Path.GetFullPath(directory);
        _isNew = !Directory.Exists(_directory);
        Directory.CreateDirectory(_directory);
        _lock = new FolderLock(_directory);
        MoveReady(_directory);
        foreach (var left in Directory.GetDirectories(_directory, $"{WorkPrefix}*"))
        {
            Directory.Delete(left, recursive: true); // of nobody: the lock is held here
        }

        _staging = Path.Combine(_directory, $"{WorkPrefix}{Path.GetRandomFileName()}");
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Where to write the file of this name.</summary>
    public string this[string name] => Path.Combine(_staging, name);

    /// <summary>Ends what a process began that was killed in its commit; a reader calls it first.</summary>
    /// <param name="directory">The folder.</param>
    public static void Finish(string directory)
    {
        if (Directory.Exists(Path.Combine(directory, Ready)))
        {
            using var held = new FolderLock(directory);
            MoveReady(directory);
        }
    }

    /// <summary>Moves all files into place, and removes those of an earlier run that this one has not.</summary>
    public void Commit(params string[] outdated)
    {
        File.WriteAllLines(this[Outdated], outdated.Where(name => !File.Exists(this[name])));
        Directory.Move(_staging, Path.Combine(_directory, Ready)); // from here on it is done, whatever happens
        MoveReady(_directory);
    }

    /// <summary>Removes what is not in place.</summary>
    public void Dispose()
    {
        if (Directory.Exists(_staging))
        {
            Directory.Delete(_staging, recursive: true);
        }

        _lock.Dispose();
        if (_isNew && !Directory.EnumerateFileSystemEntries(_directory).Any())
        {
            Directory.Delete(_directory);
        }
    }

    private static void MoveReady(string directory)
    {
        var ready = Path.Combine(directory, Ready);
        if (!Directory.Exists(ready))
        {
            return;
        }

        var list = Path.Combine(ready, Outdated);
        foreach (var name in File.Exists(list) ? File.ReadAllLines(list) : [])
        {
            File.Delete(Path.Combine(directory, name));
        }

        foreach (var file in Directory.GetFiles(ready).Where(file => file != list))
        {
            File.Move(file, Path.Combine(directory, Path.GetFileName(file)), overwrite: true);
        }

        Directory.Delete(ready, recursive: true);
    }
}
