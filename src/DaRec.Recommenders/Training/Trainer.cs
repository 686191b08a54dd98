using System.Diagnostics;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Sampling;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Trains a backbone, alone or aligned, with early stopping on the validation recall.</summary>
/// <remarks>It uses the aligner through its public members alone: any other loop can do the same.</remarks>
public sealed class Trainer
{
    private readonly Backbone _backbone;
    private readonly Dataset _data;
    private readonly TrainerOptions _options;
    private readonly DaRecAligner? _aligner;
    private readonly TripletSampler _sampler;
    private readonly long[]? _interactionCounts;

    /// <summary>Creates a trainer.</summary>
    /// <param name="backbone">The model to train, made for these data's counts.</param>
    /// <param name="data">Training part, validation part if early stopping is wanted, embeddings if there is an aligner.</param>
    /// <param name="options">How it runs; null takes the defaults.</param>
    /// <param name="aligner">Aligns the backbone with the data's embeddings; null trains it alone.</param>
    public Trainer(Backbone backbone, Dataset data, TrainerOptions? options = null, DaRecAligner? aligner = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        if (backbone.UserCount != data.UserCount || backbone.ItemCount != data.ItemCount)
        {
            throw new ArgumentException(
                $"Expected a model of {data.UserCount} users and {data.ItemCount} items, " +
                $"got one of {backbone.UserCount} and {backbone.ItemCount}.",
                nameof(backbone));
        }

        var source = aligner?.Options.SampleFrom;
        if ((data.ItemEmbeddings is null && source is (RowSource.Items or RowSource.Both))
            || (data.UserEmbeddings is null && source is (RowSource.Users or RowSource.Both)))
        {
            throw new ArgumentException(
                $"Expected data with embeddings to align with (rows are drawn from {source}); set DaRecOptions.SampleFrom or add them.",
                nameof(data));
        }

        (_backbone, _data, _options, _aligner) = (backbone, data, options ?? new TrainerOptions(), aligner);
        _sampler = new TripletSampler(data.Train, _options.Seed);
        _interactionCounts = aligner?.Options.InteractionPrior is null ? null : CountInteractions(data.Train);
    }

    /// <summary>Trains until the validation recall stops rising or the epochs are over.</summary>
    /// <remarks>However it ends, the modules are left with the weights of the best look at the validation part, if there was one.</remarks>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <param name="cancellation">Ends training between two steps.</param>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    /// <exception cref="ArithmeticException">The loss became NaN or infinite.</exception>
    public TrainingResult Train(IProgress<EpochReport>? progress = null, CancellationToken cancellation = default)
    {
        KeepFreedMemory();
        nn.Module[] modules = _aligner is null ? [_backbone] : [_backbone, _aligner];
        using var optimizer = new FusedAdam(modules.SelectMany(module => module.parameters()), _options.LearningRate);
        using var best = new WeightSnapshot(modules);
        var validation = _data.Validation is { Count: > 0 } held ? new RankingEvaluator(_data.Train, held, _options.Cutoff, 5, 10, 20) : null;
        var reports = new List<EpochReport>();
        EpochReport? bestReport = null;
        try
        {
            for (var (epoch, looksWithoutGain) = (1, 0); epoch <= _options.MaxEpochs && looksWithoutGain < _options.Patience; epoch++)
            {
                var report = RunEpoch(epoch, modules, optimizer, cancellation);
                var isLook = epoch % _options.EvaluateEvery == 0 || epoch == _options.MaxEpochs;
                if (validation is not null && isLook)
                {
                    var metrics = Evaluate(validation);
                    var isBest = bestReport is null || metrics.Recall[_options.Cutoff] > bestReport.Validation!.Recall[_options.Cutoff];
                    report = report with { Validation = metrics, IsBest = isBest };
                    looksWithoutGain = isBest ? 0 : looksWithoutGain + 1;
                    if (isBest)
                    {
                        bestReport = report;
                        best.Take();
                    }
                }

                reports.Add(report);
                progress?.Report(report);
            }
        }
        finally
        {
            if (bestReport is not null)
            {
                best.Restore();
            }
        }

        var (users, items) = Represent();
        return new TrainingResult(users, items, bestReport?.Epoch ?? reports.Count, bestReport?.Validation, reports);
    }

    private EpochReport RunEpoch(int epoch, nn.Module[] modules, FusedAdam optimizer, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        foreach (var module in modules)
        {
            module.train();
        }

        var (steps, sums) = (0, new double[6]);
        using var epochScope = NewDisposeScope();
        foreach (var batch in _sampler.Epoch(_options.BatchSizeFor(_sampler.Count), _backbone.Ids.device))
        {
            cancellation.ThrowIfCancellationRequested();
            var values = Step(batch, optimizer, epoch);
            for (var term = 0; term < values.Length; term++)
            {
                sums[term] += values[term];
            }

            steps++;
            epochScope.DisposeEverything();
        }

        var means = Array.ConvertAll(sums, sum => sum / steps);
        var alignment = _aligner is null ? null : new AlignmentValues(means[1], means[2], means[3], means[4], means[5]);
        return new EpochReport(epoch, means[0], alignment, watch.Elapsed.TotalSeconds, null, false);
    }

    // The backbone's loss, then the terms of the alignment and their total.
    private double[] Step(TripletBatch batch, FusedAdam optimizer, int epoch)
    {
        using var scope = NewDisposeScope();
        var embeddings = _backbone.Propagate(Inject());
        var loss = _backbone.Loss(_aligner?.Represent(embeddings) ?? embeddings, batch);
        if (loss.device_type == DeviceType.CPU)
        {
            Finite(loss.ToDouble(), epoch); // before anything is computed from what diverged; a device would be waited for
        }

        using var alignment = _aligner?.call(
            embeddings,
            _data.UserCount,
            _data.UserEmbeddings,
            _data.ItemEmbeddings,
            _interactionCounts is null ? null : tensor(_interactionCounts));
        optimizer.ZeroGradients();
        (alignment is null ? loss : loss.add(alignment.Total)).backward();
        var values = Read(loss, alignment);
        foreach (var value in values)
        {
            Finite(value, epoch);
        }

        optimizer.Step();
        return values;
    }

    // All at once and after backward was begun: a device computes while the host waits for the numbers.
    private static double[] Read(Tensor loss, AlignmentLosses? alignment)
    {
        using var noGrad = no_grad();
        Tensor[] terms = alignment is null
            ? [loss]
            : [loss, alignment.Orthogonality, alignment.Uniformity, alignment.GlobalStructure, alignment.LocalStructure, alignment.Total];
        return stack(terms).cpu().to(ScalarType.Float64).data<double>().ToArray();
    }

    // Once it has freed a block this large, glibc keeps what tensors of its size and less free; else it returns their memory to the
    // system after each step, and the next one takes it back page by page. The block itself is never touched.
    private static void KeepFreedMemory() => empty(31L << 20, dtype: ScalarType.Byte).Dispose();

    private Tensor Inject() =>
        _aligner?.Inject(_backbone.Ids, _data.UserEmbeddings, _data.ItemEmbeddings) ?? _backbone.Ids.alias();

    private (Tensor Users, Tensor Items) Represent()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _backbone.eval();
        _aligner?.eval();
        var embeddings = _backbone.Propagate(Inject());
        var ranked = (_aligner?.Represent(embeddings) ?? embeddings).cpu();
        return (
            ranked.narrow(0, 0, _data.UserCount).clone().MoveToOuterDisposeScope(),
            ranked.narrow(0, _data.UserCount, _data.ItemCount).clone().MoveToOuterDisposeScope());
    }

    private RankingMetrics Evaluate(RankingEvaluator validation)
    {
        using var scope = NewDisposeScope();
        var (users, items) = Represent();
        return validation.Evaluate(users, items);
    }

    private static void Finite(double loss, int epoch)
    {
        if (!double.IsFinite(loss))
        {
            throw new ArithmeticException(
                $"The loss became {loss} in epoch {epoch}; try a smaller learning rate or alignment weight.");
        }
    }

    private static long[] CountInteractions(Interactions train)
    {
        long[] users = [.. Enumerable.Range(0, train.UserCount).Select(user => (long)train.ItemsOf(user).Length)];
        var items = Array.ConvertAll(train.ItemDegrees(), degree => (long)degree);
        return [.. users, .. items];
    }
}
