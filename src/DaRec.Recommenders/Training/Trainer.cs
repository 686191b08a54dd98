using System.Diagnostics;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Trains a backbone, alone or with texts, with early stopping on the validation recall.</summary>
public sealed class Trainer
{
    private readonly Backbone _backbone;
    private readonly Dataset _data;
    private readonly TrainerOptions _options;
    private readonly TextMethod _alignment;
    private readonly TripletSampler _sampler;

    /// <summary>Creates a trainer.</summary>
    /// <param name="backbone">The model to train, made for these data's counts.</param>
    /// <param name="data">Training part, and validation part if early stopping is wanted.</param>
    /// <param name="options">How it runs; null takes the defaults.</param>
    /// <param name="alignment">What brings texts in; null trains the backbone alone.</param>
    public Trainer(Backbone backbone, Dataset data, TrainerOptions? options = null, TextMethod? alignment = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        Backbone.EnsureFits(backbone, data);
        (_backbone, _data, _options) = (backbone, data, options ?? new TrainerOptions());
        _alignment = alignment ?? new NoTexts();
        _sampler = new TripletSampler(data.Train, _options.Seed);
    }

    /// <summary>Trains until the validation recall stops rising or the epochs are over.</summary>
    /// <remarks>However it ends, the modules are left with the weights of the best evaluation, if there was one.</remarks>
    /// <param name="progress">Told of each epoch, on the calling thread.</param>
    /// <param name="cancellationToken">Ends training between two steps.</param>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    /// <exception cref="ArithmeticException">The loss became NaN or infinite.</exception>
    public TrainingResult Train(IProgress<EpochReport>? progress = null, CancellationToken cancellationToken = default)
    {
        KeepFreedMemory();
        nn.Module[] modules = [_backbone, _alignment];
        using var optimizer = new FusedAdam(modules.SelectMany(module => module.parameters()), _options.LearningRate);
        using var best = new WeightSnapshot(modules);
        var validation = _data.Validation is { Count: > 0 } held ? new RankingEvaluator(_data.Train, held, _options.Cutoff, 5, 10, 20) : null;
        var reports = new List<EpochReport>();
        EpochReport? bestReport = null;
        try
        {
            var evaluationsWithoutGain = 0;
            for (var epoch = 1; epoch <= _options.MaxEpochs && !IsOver(epoch - 1, evaluationsWithoutGain); epoch++)
            {
                var report = RunEpoch(epoch, modules, optimizer, cancellationToken);
                var isEvaluated = epoch % _options.EvaluateEvery == 0 || epoch == _options.MaxEpochs;
                if (validation is not null && isEvaluated)
                {
                    var metrics = Evaluate(validation);
                    var isBest = bestReport is null || metrics.Recall[_options.Cutoff] > bestReport.Validation!.Recall[_options.Cutoff];
                    report = report with { Validation = metrics, IsBest = isBest };
                    evaluationsWithoutGain = isBest ? 0 : evaluationsWithoutGain + 1;
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

    private bool IsOver(int epochs, int evaluationsWithoutGain) => evaluationsWithoutGain >= _options.Patience && epochs >= _options.MinimumEpochs;

    private EpochReport RunEpoch(int epoch, nn.Module[] modules, FusedAdam optimizer, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        foreach (var module in modules)
        {
            module.train();
        }

        var (steps, alignedSteps, loss) = (0, 0, 0.0);
        var sums = new List<TermValue>();
        using var epochScope = NewDisposeScope();
        foreach (var batch in _sampler.Epoch(_options.BatchSizeFor(_sampler.Count), _backbone.Ids.device))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (value, terms) = Step(batch, optimizer, epoch);
            loss += value;
            if (terms.Count > 0)
            {
                sums = [.. terms.Select((term, at) => term with { Value = term.Value + (alignedSteps == 0 ? 0 : sums[at].Value) })];
                alignedSteps++;
            }

            steps++;
            epochScope.DisposeEverything();
        }

        TermValue[] alignment = [.. sums.Select(sum => sum with { Value = sum.Value / alignedSteps })];
        return new EpochReport(epoch, loss / steps, alignment, watch.Elapsed.TotalSeconds, null, false);
    }

    // The backbone's loss, then the terms of the alignment, their total last.
    private (double Loss, IReadOnlyList<TermValue> Terms) Step(TripletBatch batch, FusedAdam optimizer, int epoch)
    {
        using var scope = NewDisposeScope();
        var propagation = _backbone.Propagate(_alignment.Inject(_backbone.Ids));
        var loss = _backbone.Loss(propagation, _alignment.Represent(propagation.Embeddings), batch);
        if (loss.device_type == DeviceType.CPU)
        {
            Finite(loss.ToDouble(), epoch); // before anything is computed from what diverged; a device would be waited for
        }

        var aligned = _alignment.Align(propagation.Embeddings, batch);
        optimizer.ZeroGradients();
        (aligned is null ? loss : loss.add(aligned.Total)).backward();
        (string Name, Tensor Value)[] scalars =
            [("", loss), .. aligned?.Terms ?? [], .. aligned is null ? [] : new[] { (TextMethodLosses.TotalName, aligned.Total) }];
        var values = Read(scalars.Select(scalar => scalar.Value));
        foreach (var value in values)
        {
            Finite(value, epoch);
        }

        optimizer.Step();
        return (values[0], [.. scalars.Zip(values, (scalar, value) => new TermValue(scalar.Name, value)).Skip(1)]);
    }

    // All at once and after backward was begun: a device computes while the host waits for the numbers.
    private static double[] Read(IEnumerable<Tensor> scalars)
    {
        using var noGrad = no_grad();
        return stack(scalars).cpu().to(ScalarType.Float64).data<double>().ToArray();
    }

    // Once it has freed a block this large, glibc keeps what tensors of its size and less free; else it returns their memory to the
    // system after each step, and the next one takes it back page by page. The block itself is never touched.
    private static void KeepFreedMemory() => empty(31L << 20, dtype: ScalarType.Byte).Dispose();

    private (Tensor Users, Tensor Items) Represent()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _backbone.eval();
        _alignment.eval();
        var propagation = _backbone.Propagate(_alignment.Inject(_backbone.Ids));
        var ranked = _alignment.Rank(propagation.Embeddings).cpu();
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
}
