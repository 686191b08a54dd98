using DaRec.Recommenders.Training.Checkpoints;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <content>Checkpoints: how a training goes on after a break.</content>
public sealed partial class Trainer
{
    private Checkpoint? _loaded; // to go on from

    /// <summary>Writes everything that the training under way depends on to a file, from which <see cref="Load"/> goes on.</summary>
    /// <remarks>
    /// Call it from the progress that <see cref="Train(IProgress{EpochReport}?, CancellationToken)"/> reports to: training has ended an
    /// epoch then. The file holds weights, the optimizer's state, random numbers, the best weights so far and all reports. It is written
    /// beside its place, flushed and moved there, so that a crash leaves the file before. <see cref="CheckpointFolder"/> keeps more than
    /// one. Random numbers that a module of your own draws are saved where it is <see cref="IResumable"/> or draws them on the CPU from
    /// libtorch's default generator. Of several processes, process 0 writes; the call does nothing on the others.
    /// </remarks>
    /// <param name="path">The file; one that is there is replaced.</param>
    /// <param name="settings">What else the training depends on, for example options of the model, lines of text; null for nothing.</param>
    /// <exception cref="InvalidOperationException">No training is under way.</exception>
    /// <exception cref="NotSupportedException">An optimizer whose state cannot be saved.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Save(string path, string? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!IsWriter)
        {
            return;
        }

        using var scope = NewDisposeScope();
        CheckpointFile.Write(path, UnderWay.Take(Fingerprint, Settings(settings)));
    }

    /// <summary>
    /// Lets the next <see cref="Train(IProgress{EpochReport}?, CancellationToken)"/> go on from a file that <see cref="Save"/> wrote.
    /// </summary>
    /// <remarks>
    /// The trainer is made as the other one was: of the same data, options and settings, with a backbone and a text method made anew in the
    /// same way. Training then comes to the same numbers, to the last bit, as one that was never interrupted, with as many threads. Only
    /// <see cref="TrainerOptions.MaxEpochs"/> may differ, and the number of processes: process 0 loads, and the others get it from there.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="settings">As it was given to <see cref="Save"/>.</param>
    /// <returns>How far that training came.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, cut short, or none of <see cref="Save"/>.</exception>
    /// <exception cref="ArgumentException">A checkpoint of other data, settings or models; the message says which.</exception>
    public ResumedTraining Load(string path, string? settings = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var checkpoint = CheckpointFile.Read(path);
        var misfit = checkpoint.Facts.Data != Fingerprint
            ? "it was written with other data"
            : RunSettings.Difference(checkpoint.Facts.Settings, Settings(settings)) ?? TrainingSession.Misfit(Modules, checkpoint);
        if (misfit is not null)
        {
            checkpoint.Dispose();
            throw new ArgumentException($"{path}: expected a checkpoint of this training; {misfit}.", nameof(path));
        }

        _loaded?.Dispose();
        _loaded = checkpoint;
        return new ResumedTraining { Path = path, Epoch = checkpoint.Facts.Reports.Count, Threads = checkpoint.Facts.Threads };
    }

    /// <summary>Epochs of the training under way.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    internal int EpochsUnderWay => UnderWay.Reports.Count;

    private TrainingSession UnderWay => _session ?? throw new InvalidOperationException(
        $"Expected a training under way to save; call {nameof(Save)} from the progress that {nameof(Train)} reports to.");

    private (string Name, nn.Module Module)[] Modules => [("backbone", _backbone), ("text method", _textMethod)];

    private string Fingerprint => field ??= DataFingerprint.Of(_data);

    private string Settings(string? more) => RunSettings.Of(
        _options, _options.BatchSizeFor(_sampler.Count), _backbone.Ids.device, Modules.Select(module => module.Module), more ?? "");

    private TrainingSession Start()
    {
        var session = new TrainingSession(Modules, CreateOptimizer(), _sampler);
        var own = _loaded;
        _loaded = null;
        using var loaded = StartTogether(session, own);
        if (loaded is not null)
        {
            session.PutBack(loaded);
        }

        return session;
    }
}
