using System.Globalization;
using DaRec.Internal;

namespace DaRec.Recommenders.Training;

/// <summary>A folder with the last checkpoints of a training: where the newest is damaged, the one before it serves.</summary>
/// <remarks>One process at a time works in a folder; it is not locked here. The cost is that of <see cref="Trainer.Save"/>.</remarks>
/// <example>
/// <code>
/// var checkpoints = new CheckpointFolder("run/checkpoints");
/// checkpoints.Resume(trainer);                                     // null where there are none
/// trainer.Train(progress);                                         // whose Report calls checkpoints.Save(trainer)
/// checkpoints.Clear();
/// </code>
/// </example>
public sealed class CheckpointFolder
{
    private const string Prefix = "epoch-";
    private const string Extension = ".checkpoint";

    private readonly int _keep;

    /// <summary>Names a folder; the first <see cref="Save"/> makes it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="keep">Number of files that stay, ≥ 1. Default 2.</param>
    public CheckpointFolder(string path, int keep = 2)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        (Path, _keep) = (path, Guard.AtLeast(keep, 1));
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>The files, the newest first.</summary>
    public IReadOnlyList<string> Files => [.. Numbered().Select(file => file.Path)];

    /// <summary>Writes a checkpoint as <see cref="Trainer.Save"/> does, then removes those that are too many.</summary>
    /// <param name="trainer">Called from the progress that it reports to.</param>
    /// <param name="settings">As for <see cref="Trainer.Save"/>.</param>
    /// <returns>The file.</returns>
    /// <exception cref="InvalidOperationException">No training is under way.</exception>
    /// <exception cref="NotSupportedException">An optimizer whose state cannot be saved.</exception>
    /// <exception cref="IOException">The file cannot be written; those before it stay.</exception>
    public string Save(Trainer trainer, string? settings = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var epoch = trainer.EpochsUnderWay;
        var path = System.IO.Path.Combine(Path, string.Create(CultureInfo.InvariantCulture, $"{Prefix}{epoch:000000}{Extension}"));
        if (!trainer.IsWriter)
        {
            return path; // process 0 writes it
        }

        Directory.CreateDirectory(Path);
        AtomicFile.RemoveLeftovers(Path);
        trainer.Save(path, settings);
        var files = Numbered();
        foreach (var file in files.Where(file => file.Epoch > epoch).Concat(files.Where(file => file.Epoch <= epoch).Skip(_keep)))
        {
            File.Delete(file.Path);
        }

        return path;
    }

    /// <summary>Lets the trainer go on from the newest file that is whole; null where the folder has none.</summary>
    /// <param name="trainer">Made as the other one was, before its training.</param>
    /// <param name="settings">As it was given to <see cref="Save"/>.</param>
    /// <exception cref="InvalidDataException">All files are damaged; the message has the reasons.</exception>
    /// <exception cref="ArgumentException">They are of other data, settings or models; the message says which.</exception>
    public ResumedTraining? Resume(Trainer trainer, string? settings = null)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var damaged = new List<string>();
        foreach (var (_, path) in Numbered())
        {
            try
            {
                var resumed = trainer.Load(path, settings);
                return new ResumedTraining { Path = resumed.Path, Epoch = resumed.Epoch, Threads = resumed.Threads, Damaged = damaged };
            }
            catch (InvalidDataException exception)
            {
                damaged.Add(exception.Message);
            }
        }

        return damaged.Count == 0 ? null : throw new InvalidDataException(string.Join(' ', damaged));
    }

    /// <summary>Removes the checkpoints, and the folder where nothing else is in it.</summary>
    public void Clear()
    {
        foreach (var file in Files)
        {
            File.Delete(file);
        }

        if (Directory.Exists(Path))
        {
            AtomicFile.RemoveLeftovers(Path);
            if (!Directory.EnumerateFileSystemEntries(Path).Any())
            {
                Directory.Delete(Path);
            }
        }
    }

    // Newest first.
    private List<(int Epoch, string Path)> Numbered() => !Directory.Exists(Path)
        ? []
        : [.. Directory.GetFiles(Path, $"{Prefix}*{Extension}")
            .Select(path => (Epoch: EpochOf(path), Path: path))
            .Where(file => file.Epoch > 0)
            .OrderByDescending(file => file.Epoch)];

    private static int EpochOf(string path) => int.TryParse(
        System.IO.Path.GetFileNameWithoutExtension(path)[Prefix.Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var epoch)
        ? epoch
        : 0;
}
