namespace DaRec.Cli.Output;

/// <summary>Files that appear in a folder together, when all are written.</summary>
/// <remarks>Made before the work, so that a folder that cannot be written shows early.</remarks>
internal sealed class OutputFolder : IDisposable
{
    private readonly string _directory;
    private readonly string _staging;
    private readonly bool _isNew;

    /// <summary>Makes the folder where it does not exist, and one within it for files under way.</summary>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public OutputFolder(string directory)
    {
        _directory = Path.GetFullPath(directory);
        _isNew = !Directory.Exists(_directory);
        _staging = Path.Combine(_directory, $".darec-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(_directory);
        Directory.CreateDirectory(_staging);
    }

    /// <summary>Where to write the file of this name.</summary>
    public string this[string name] => Path.Combine(_staging, name);

    /// <summary>Moves all files into place, and removes those of an earlier run that this one has not.</summary>
    public void Commit(params string[] outdated)
    {
        foreach (var name in outdated)
        {
            File.Delete(Path.Combine(_directory, name));
        }

        foreach (var file in Directory.GetFiles(_staging))
        {
            File.Move(file, Path.Combine(_directory, Path.GetFileName(file)), overwrite: true);
        }
    }

    /// <summary>Removes what is not in place.</summary>
    public void Dispose()
    {
        Directory.Delete(_staging, recursive: true);
        if (_isNew && !Directory.EnumerateFileSystemEntries(_directory).Any())
        {
            Directory.Delete(_directory);
        }
    }
}
