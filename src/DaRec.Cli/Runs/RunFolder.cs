using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;

namespace DaRec.Cli.Runs;

/// <summary>A file for each finished run, which appears whole or not at all: what is there is done, whatever ended the program.</summary>
internal sealed class RunFolder : IDisposable
{
    private readonly string? _directory;
    private readonly string _work;
    private readonly List<string> _made = [];

    /// <summary>Makes the folder where it does not exist.</summary>
    /// <param name="directory">Where runs are kept; null keeps none.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public RunFolder(string? directory)
    {
        _directory = directory is null ? null : Make(Path.GetFullPath(directory));
        _work = _directory is null
            ? Directory.CreateTempSubdirectory("darec-").FullName
            : Path.Combine(_directory, ".under-way"); // beside the others: on the same disk, files move whole
        RemoveWork();
        Directory.CreateDirectory(_work);
    }

    /// <summary>Whether runs are kept.</summary>
    public bool Keeps => _directory is not null;

    /// <summary>Where a run under way may write.</summary>
    public string this[string name] => Path.Combine(_work, name);

    /// <summary>What is kept of the run, made with whatever settings; null where there is nothing that can be read.</summary>
    public RunResult? Find(PlannedRun run)
    {
        try
        {
            return _directory is not null && JsonNode.Parse(File.ReadAllText(PathOf(_directory, run))) is JsonObject json
                ? new RunResult(json)
                : null;
        }
        catch (Exception exception) when (exception is FileNotFoundException or JsonException)
        {
            return null;
        }
    }

    /// <summary>Keeps what a run came to.</summary>
    public void Keep(PlannedRun run, RunResult result)
    {
        if (_directory is not null)
        {
            var path = this[$"{run.Name}.finished.json"];
            JsonFile.Write(path, result.Json);
            File.Move(path, PathOf(_directory, run), overwrite: true);
        }
    }

    /// <summary>Removes what runs under way have left, and folders of its own that stayed empty.</summary>
    public void Dispose()
    {
        RemoveWork();
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

    private void RemoveWork()
    {
        if (Directory.Exists(_work))
        {
            Directory.Delete(_work, recursive: true);
        }
    }

    private static string PathOf(string directory, PlannedRun run) => Path.Combine(directory, $"{run.Name}.json");
}
