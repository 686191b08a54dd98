using System.Diagnostics;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Trains a backbone, alone or with texts, with early stopping on the validation recall.</summary>
/// <remarks>
/// The validation recall is that of the ranking of all items. Where the validation part has cold items, which have no training interaction,
/// it is that of the other items alone: no epoch teaches a backbone anything about cold items. A validation part of cold items alone
/// stops nothing; <see cref="Dataset.HoldOutWarm"/> gives it others.
/// </remarks>
public sealed class Trainer
{
    private readonly Backbone _backbone;
    private readonly Dataset _data;
    private readonly TrainerOptions _options;
    private readonly TextMethod _textMethod;
    private readonly TripletSampler _sampler;

    /// <summary>Creates a trainer.</summary>
    /// <param name="backbone">The model to train, made for as many users and items as the data have.</param>
    /// <param name="data">The training part, and a validation part for early stopping.</param>
    /// <param name="options">Epochs, batch size and learning rate; null takes the defaults.</param>
    /// <param name="textMethod">The method that brings texts in; null trains the backbone alone.</param>
    /// <exception cref="ArgumentException">
    /// A backbone of other numbers of users or items, or a module whose constructor did not register its parameters.
    /// </exception>
    public Trainer(Backbone backbone, Dataset data, TrainerOptions? options = null, TextMethod? textMethod = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        Backbone.EnsureFits(backbone, data);
        RegisteredParameters.Ensure(backbone, nameof(backbone));
        RegisteredParameters.Ensure(textMethod ??= new NoTexts(), nameof(textMethod));
        (_backbone, _data, _options, _textMethod) = (backbone, data, options ?? new TrainerOptions(), textMethod);
        _sampler = new TripletSampler(data.Train, _options.Seed);
    }

    /// <summary>
    /// Lets the process keep the memory of freed tensors of up to 31 MiB, instead of returning it to the system after each training step.
    /// </summary>
    /// <remarks>
    /// It makes training on the CPU faster under Linux: it raises the mmap threshold of glibc's malloc for the whole process and until it
    /// ends. Programs call it once, before training; the library never calls it. It has no effect with other allocators.
    /// </remarks>
    public static void KeepFreedMemory()
    {
        // glibc keeps blocks of the size of the largest one that was freed, and less. The block itself is never touched.
        if (OperatingSystem.IsLinux())
        {
            empty(31L << 20, dtype: ScalarType.Byte).Dispose();
        }
    }

    /// <summary>Trains until the validation recall stops rising or the epochs are over.</summary>
    /// <remarks>However it ends, the modules keep the weights of the best evaluation, or their last ones without an evaluation.</remarks>
    /// <param name="progress">Receives the report of each epoch, on the calling thread.</param>
    /// <param name="cancellationToken">Ends training between two steps.</param>
    /// <exception cref="OperationCanceledException">Training was cancelled.</exception>
    /// <exception cref="ArithmeticException">The loss became NaN or infinite.</exception>
    public TrainingResult Train(IProgress<EpochReport>? progress = null, CancellationToken cancellationToken = default)
    {
        nn.Module[] modules = [_backbone, _textMethod];
        using var optimizer = CreateOptimizer(modules);
        using var best = new WeightSnapshot(modules);
        var validation = _data.Validation is { } held
            ? CandidateRanking.ForStopping(_data.Train, held, [_options.Cutoff, 5, 10, 20])
            : null;
        var reports = new List<EpochReport>();
        EpochReport? bestReport = null;
        try
        {
            var evaluationsWithoutGain = 0;
            for (var epoch = 1; epoch <= _options.MaxEpochs && !IsOver(epoch - 1, evaluationsWithoutGain); epoch++)
            {
                var (loss, alignment, seconds) = RunEpoch(epoch, modules, optimizer, cancellationToken);
                var isEvaluated = epoch % _options.EvaluateEvery == 0 || epoch == _options.MaxEpochs;
                var metrics = validation is not null && isEvaluated ? Evaluate(validation) : null;
                var isBest = metrics is not null
                    && (bestReport is null || metrics.Recall[_options.Cutoff] > bestReport.Validation!.Recall[_options.Cutoff]);
                var report = new EpochReport
                {
                    Epoch = epoch,
                    Loss = loss,
                    Alignment = alignment,
                    Seconds = seconds,
                    Validation = metrics,
                    IsBest = isBest,
                };
                if (isBest)
                {
                    (bestReport, evaluationsWithoutGain) = (report, 0);
                    best.Take();
                }
                else if (metrics is not null)
                {
                    evaluationsWithoutGain++;
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

        var (users, items) = Rank();
        return new TrainingResult
        {
            Users = users,
            Items = items,
            BestEpoch = bestReport?.Epoch ?? reports.Count,
            Validation = bestReport?.Validation,
            Epochs = reports,
        };
    }

    private ITrainingOptimizer CreateOptimizer(nn.Module[] modules)
    {
        var parameters = modules.SelectMany(module => module.parameters()).Where(parameter => parameter.requires_grad);
        return _options.Optimizer is { } create
            ? new TorchOptimizer(create([.. parameters]))
            : new FusedAdam(parameters, _options.LearningRate);
    }

    private bool IsOver(int epochs, int evaluationsWithoutGain) =>
        evaluationsWithoutGain >= _options.Patience && epochs >= _options.MinimumEpochs;

    // The means over the steps, and the seconds that these took.
    private (double Loss, IReadOnlyList<KeyValuePair<string, double>> Alignment, double Seconds) RunEpoch(
        int epoch, nn.Module[] modules, ITrainingOptimizer optimizer, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        foreach (var module in modules)
        {
            module.train();
        }

        var (steps, alignedSteps, loss) = (0, 0, 0.0);
        var sums = new List<KeyValuePair<string, double>>();
        using var epochScope = NewDisposeScope();
        foreach (var batch in _sampler.Epoch(_options.BatchSizeFor(_sampler.Count), _backbone.Ids.device))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (value, terms) = Step(batch, optimizer, epoch);
            loss += value;
            if (terms.Count > 0)
            {
                sums = [.. terms.Select((term, at) =>
                    KeyValuePair.Create(term.Key, term.Value + (alignedSteps == 0 ? 0 : sums[at].Value)))];
                alignedSteps++;
            }

            steps++;
            epochScope.DisposeEverything();
        }

        return (
            loss / steps,
            [.. sums.Select(sum => KeyValuePair.Create(sum.Key, sum.Value / alignedSteps))],
            watch.Elapsed.TotalSeconds);
    }

    // The backbone's loss, then the terms of the text method, their total last.
    private (double Loss, IReadOnlyList<KeyValuePair<string, double>> Terms) Step(
        TripletBatch batch, ITrainingOptimizer optimizer, int epoch)
    {
        using var scope = NewDisposeScope();
        var propagation = _backbone.Propagate(_textMethod.Inject(_backbone.Ids));
        var loss = _backbone.Loss(propagation, _textMethod.Represent(propagation.Embeddings), batch);
        if (loss.device_type == DeviceType.CPU)
        {
            Finite(loss.ToDouble(), epoch); // before anything is computed from what diverged; a device would be waited for
        }

        var added = _textMethod.Align(propagation.Embeddings, batch);
        optimizer.ZeroGradients();
        (added is null ? loss : loss.add(added.Total)).backward();
        KeyValuePair<string, Tensor>[] terms =
            added is null ? [] : [.. added.Terms, KeyValuePair.Create(TextMethodLosses.TotalName, added.Total)];
        var values = Read(terms.Select(term => term.Value).Prepend(loss));
        foreach (var value in values)
        {
            Finite(value, epoch);
        }

        optimizer.Step();
        return (values[0], [.. terms.Select((term, at) => KeyValuePair.Create(term.Key, values[at + 1]))]);
    }

    // All at once and after backward was begun: a device computes while the host waits for the numbers.
    private static double[] Read(IEnumerable<Tensor> scalars)
    {
        using var noGrad = no_grad();
        return stack(scalars).cpu().to(ScalarType.Float64).data<double>().ToArray();
    }

    private (Tensor Users, Tensor Items) Rank()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _backbone.eval();
        _textMethod.eval();
        var propagation = _backbone.Propagate(_textMethod.Inject(_backbone.Ids));
        var ranked = _textMethod.Rank(propagation.Embeddings).cpu();
        return (
            ranked.narrow(0, 0, _data.UserCount).clone().MoveToOuterDisposeScope(),
            ranked.narrow(0, _data.UserCount, _data.ItemCount).clone().MoveToOuterDisposeScope());
    }

    private RankingMetrics? Evaluate(CandidateRanking validation)
    {
        using var scope = NewDisposeScope();
        var (users, items) = Rank();
        return validation.Evaluate(users, items);
    }

    private static void Finite(double loss, int epoch)
    {
        if (!double.IsFinite(loss))
        {
            throw new ArithmeticException(
                $"Expected a finite loss, got {loss} in epoch {epoch}; lower the learning rate or the alignment weight.");
        }
    }
}
