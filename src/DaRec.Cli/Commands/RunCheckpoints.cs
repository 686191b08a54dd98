using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>The checkpoints of <c>train --out</c>: one from time to time, and one when training is interrupted.</summary>
internal sealed class RunCheckpoints
{
    private const string FolderName = "checkpoints";
    private const string SettingsName = "settings.json";
    private const int MostOfTheTime = 50; // a checkpoint waits until fifty times its own seconds have passed

    private readonly CliContext _context;
    private readonly string _out;
    private readonly TimeSpan _interval;
    private readonly CheckpointFolder _folder;
    private readonly JsonObject _settings;
    private readonly string _compared;
    private readonly Stopwatch _saving = new();
    private Stopwatch _sinceLast = new();
    private TimeSpan _lastCost;
    private bool _isFull;

    /// <summary>Names the folder; nothing is written before the first checkpoint.</summary>
    /// <param name="context">Where it says what happens.</param>
    /// <param name="output">The folder of <c>--out</c>.</param>
    /// <param name="settings">The run's, with the folder of its data.</param>
    /// <param name="interval">The least time between two checkpoints; zero writes one after each epoch.</param>
    public RunCheckpoints(CliContext context, string output, JsonObject settings, TimeSpan interval)
    {
        (_context, _out, _settings, _interval) = (context, output, settings, interval);
        _folder = new CheckpointFolder(FolderOf(output));
        var compared = (JsonObject)settings.DeepClone();
        compared.Remove(SettingsFile.DataKey); // the same data may lie elsewhere; what is in them is compared
        compared.Remove(TrainingSettings.Epochs.Key); // a training may go on for longer
        _compared = compared.ToJsonString(JsonFile.Readable);
    }

    /// <summary>Checkpoints that this run wrote.</summary>
    public int Count { get; private set; }

    /// <summary>The settings of the training that a folder has checkpoints of; null where it has none.</summary>
    public static SettingsFile? SettingsOf(string output)
    {
        var path = Path.Combine(FolderOf(output), SettingsName);
        return File.Exists(path) ? SettingsFile.Load(path) : null;
    }

    /// <summary>Refuses a folder with the checkpoints of a training that nobody asked to resume.</summary>
    /// <exception cref="UsageException">It has some.</exception>
    public static void EnsureNone(string output)
    {
        if (new CheckpointFolder(FolderOf(output)).Files is [var newest, ..])
        {
            throw new UsageException(
                $"{newest} is of a training that did not end; type --resume to go on, or remove {FolderOf(output)} to begin anew.");
        }
    }

    /// <summary>Lets training go on from the newest checkpoint, if there is one.</summary>
    /// <exception cref="UsageException">It is of other data or settings.</exception>
    public void Resume(Trainer trainer, bool isQuiet)
    {
        ResumedTraining? resumed;
        try
        {
            resumed = _folder.Resume(trainer, _compared);
        }
        catch (ArgumentException exception)
        {
            throw new UsageException(
                $"{Messages.WithoutParameter(exception)} Type what it was written with, or remove {_folder.Path} to begin anew.");
        }

        foreach (var line in resumed?.Damaged ?? [])
        {
            _context.Error.WriteLine($"warning: {line} The one before it serves.");
        }

        if (resumed is not null && resumed.Threads != get_num_threads())
        {
            _context.Error.WriteLine(
                $"warning: the training had {resumed.Threads} threads until now, and has {get_num_threads()}: its results may differ in their " +
                $"last digits; --threads {resumed.Threads} goes on as before.");
        }

        if (!isQuiet)
        {
            _context.WriteLine(resumed is null
                ? $"There is no checkpoint in {_out}: training begins."
                : $"Training goes on after epoch {resumed.Epoch}, from {resumed.Path}.");
        }
    }

    /// <summary>Trains; an interruption ends the epoch under way, writes a checkpoint and says how to go on.</summary>
    /// <exception cref="OperationCanceledException">Training was interrupted.</exception>
    public TrainingResult Train(Trainer trainer, IProgress<EpochReport>? progress)
    {
        _context.Cancellation.ThrowIfCancellationRequested();
        _sinceLast = Stopwatch.StartNew();
        return trainer.Train(new Saver(this, trainer, progress), CancellationToken.None);
    }

    /// <summary>Says how long writing took, where anything was written.</summary>
    public void Show()
    {
        if (Count > 0)
        {
            _context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{Count} checkpoint{(Count == 1 ? "" : "s")} on the way took {_saving.Elapsed.TotalSeconds:0.00} s."));
        }
    }

    /// <summary>Removes the checkpoints of a training that has ended.</summary>
    public void Clear()
    {
        if (Directory.Exists(_folder.Path))
        {
            File.Delete(Path.Combine(_folder.Path, SettingsName));
            _folder.Clear();
        }
    }

    /// <summary>Says that the last checkpoint stays, where there is one.</summary>
    public void SayWhatStays()
    {
        if (_folder.Files is [var newest, ..])
        {
            _context.Error.WriteLine($"{newest} stays; darec train --resume --out {_out} goes on from it.");
        }
    }

    private static string FolderOf(string output) => Path.Combine(output, FolderName);

    private void Report(Trainer trainer, EpochReport report)
    {
        var isInterrupted = _context.Cancellation.IsCancellationRequested;
        if (isInterrupted || IsDue())
        {
            Save(trainer);
        }

        if (isInterrupted)
        {
            _context.Error.WriteLine($"Training was stopped after epoch {report.Epoch}.");
            SayWhatStays();
            throw new OperationCanceledException(_context.Cancellation);
        }
    }

    private bool IsDue() => _interval == TimeSpan.Zero
        || _sinceLast.Elapsed >= (_interval > MostOfTheTime * _lastCost ? _interval : MostOfTheTime * _lastCost);

    // A full disk is no reason to lose the training.
    private void Save(Trainer trainer)
    {
        var before = _saving.Elapsed;
        _saving.Start();
        try
        {
            Directory.CreateDirectory(_folder.Path);
            if (Count == 0)
            {
                JsonFile.Write(Path.Combine(_folder.Path, SettingsName), _settings);
            }

            _folder.Save(trainer, _compared);
            Count++;
            _isFull = false;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            if (!_isFull)
            {
                _context.Error.WriteLine($"warning: no checkpoint could be written, and training goes on: {Messages.Of(exception)}");
            }

            _isFull = true;
        }
        finally
        {
            _saving.Stop();
            _lastCost = _saving.Elapsed - before;
            _sinceLast.Restart();
        }
    }

    private sealed class Saver(RunCheckpoints checkpoints, Trainer trainer, IProgress<EpochReport>? inner) : IProgress<EpochReport>
    {
        public void Report(EpochReport value)
        {
            inner?.Report(value);
            checkpoints.Report(trainer, value);
        }
    }
}
