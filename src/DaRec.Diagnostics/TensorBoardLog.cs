using DaRec.Internal;
using DaRec.Recommenders.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>Writes a training's figures as event files that TensorBoard shows, with TorchSharp's writer.</summary>
/// <remarks>
/// Names of curves: <c>loss/ranking</c>, <c>alignment/…</c> for each term and the total, <c>validation/recall@k</c> and <c>validation/ndcg@k</c>,
/// <c>seconds/epoch</c>, and <c>diagnostics/…</c> for what a <see cref="DiagnosticsObserver"/> finds. The step is the epoch.
/// </remarks>
/// <example>
/// <code>
/// var log = new TensorBoardLog("runs/one/tensorboard");
/// var observer = new DiagnosticsObserver(data, report: log.Add);
/// using var result = new Trainer(backbone, data, new TrainerOptions { Observers = [observer] }, alignment).Train(log);
/// </code>
/// </example>
public sealed class TensorBoardLog : IProgress<EpochReport>
{
    private readonly SummaryWriter _writer;

    /// <summary>Opens a new event file.</summary>
    /// <param name="folder">Made if it is not there; <c>tensorboard --logdir</c> takes it or a folder above.</param>
    public TensorBoardLog(string folder)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(folder);
        NativeTorch.Ensure();
        Directory.CreateDirectory(folder);
        _writer = utils.tensorboard.SummaryWriter(folder, createRunName: false);
    }

    /// <summary>Adds the figures of an epoch.</summary>
    /// <param name="value">As a <see cref="Trainer"/> reports it.</param>
    public void Report(EpochReport value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Write("loss/ranking", value.Loss, value.Epoch);
        Write("seconds/epoch", value.Seconds, value.Epoch);
        foreach (var (name, term) in value.Alignment)
        {
            Write($"alignment/{name}", term, value.Epoch);
        }

        foreach (var (k, recall) in value.Validation?.Recall ?? new Dictionary<int, double>())
        {
            Write($"validation/recall@{k}", recall, value.Epoch);
            Write($"validation/ndcg@{k}", value.Validation!.Ndcg[k], value.Epoch);
        }
    }

    /// <summary>Adds what diagnostics found.</summary>
    /// <param name="record">Of a <see cref="DiagnosticsObserver"/>.</param>
    public void Add(DiagnosticsRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var found = record.Embeddings;
        Write("diagnostics/cka", found.LinearCka, record.Epoch);
        Write("diagnostics/debiased cka", found.DebiasedCka, record.Epoch);
        Write($"diagnostics/overlap@{found.NeighborCount}", found.NeighborhoodOverlap, record.Epoch);
        Write("diagnostics/nmi", found.NormalizedMutualInformation, record.Epoch);
        Write("diagnostics/effective rank", found.Collaborative.Spectrum.EffectiveRank, record.Epoch);
        Write("diagnostics/uniformity", found.Collaborative.Uniformity, record.Epoch);
        Write("diagnostics/warnings", record.Warnings.Count, record.Epoch);
        if (record.CollaborativePartsCosine is { } cosine)
        {
            Write("diagnostics/shared against specific", cosine, record.Epoch);
        }
    }

    private void Write(string name, double value, int epoch) => _writer.add_scalar(name, (float)value, epoch);
}
