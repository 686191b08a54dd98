using System.Diagnostics;
using System.Globalization;
using DaRec.Cli.Output;

namespace DaRec.Cli.Runs;

/// <summary>A file for each finished run, which appears whole or not at all: what is there is done, whatever ended the program.</summary>
internal sealed class RunFolder : IDisposable
{
    private const string WorkPrefix = ".under-way-";

    private readonly string? _directory;
    private readonly string _work;
    private readonly FolderLock? _lock;
    private readonly List<string> _made = [];

    /// <summary>Makes the folder where it does not exist, and keeps other processes off it.</summary>
    /// <param name="directory">Where runs are kept; null keeps none.</param>
    /// <exception cref="IOException">The folder cannot be written, or another process works in it.</exception>
    public RunFolder(string? directory)
    {
        if (directory is null)
        {
            _work = Directory.CreateTempSubdirectory("darec-").FullName;
            return;
        }

        _directory = Make(Path.GetFullPath(directory));
        _lock = new FolderLock(_directory);
        foreach (var left in Directory.GetDirectories(_directory, $"{WorkPrefix}*").Where(IsOfNobody))
        {
            Directory.Delete(left, recursive: true);
        }

        // Beside the finished runs: on the same disk, files move whole.
        _work = Directory.CreateDirectory(Path.Combine(_directory, $"{WorkPrefix}{Environment.ProcessId}")).FullName;
    }

    /// <summary>Whether runs are kept.</summary>
    public bool Keeps => _directory is not null;

    /// <summary>Where a run under way may write.</summary>
    public string this[string name] => Path.Combine(_work, name);

    /// <summary>What is kept of the run, made with whatever settings; null where there is nothing, or it was changed since.</summary>
    public RunResult? Find(PlannedRun run)
    {
        try
        {
            var path = _directory is null ? null : PathOf(_directory, run);
            return path is not null && File.Exists(path) ? RunResult.Unseal(File.ReadAllText(path)) : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Keeps what a run came to.</summary>
    public void Keep(PlannedRun run, RunResult result)
    {
        if (_directory is not null)
        {
            JsonFile.Write(PathOf(_directory, run), result.Seal());
        }
    }

    /// <summary>Removes what runs under way have left, and folders of its own that stayed empty.</summary>
    public void Dispose()
    {
        Directory.Delete(_work, recursive: true);
        _lock?.Dispose();
        foreach (var made in _made.TakeWhile(made => !Directory.EnumerateFileSystemEntries(made).Any()))
        {
            Directory.Delete(made);
        }
    }

    // The innermost folder first.
    private string Make(string directory)
    {
        for (var at = directory; at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            _made.Add(at);
        }

        return Directory.CreateDirectory(directory).FullName;
    }

    // One with the number of this process is of an earlier process: the lock is held.
    private static bool IsOfNobody(string work)
    {
        if (!int.TryParse(Path.GetFileName(work)[WorkPrefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        try
        {
            using var owner = Process.GetProcessById(number);
            return number == Environment.ProcessId;
        }
        catch (ArgumentException)
        {
            return true; // there is no such process
        }
    }

    private static string PathOf(string directory, PlannedRun run) => Path.Combine(directory, $"{run.Name}.json");
}
