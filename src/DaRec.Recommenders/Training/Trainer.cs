using System.Diagnostics;
using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using Microsoft.Extensions.Logging;
using TorchSharp;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Trains a backbone, alone or with texts, with early stopping on the validation recall.</summary>
/// <remarks>
/// The validation recall is that of the ranking of all items. Where the validation part has cold items, which have no training interaction,
/// it is that of the other items alone: no epoch teaches a backbone anything about cold items. A validation part of cold items alone
/// stops nothing; <see cref="Dataset.HoldOutWarm"/> gives it others.
/// </remarks>
/// <example>
/// <code>
/// using var backbone = new LightGcn(data.Train, width: 32);
/// using var alignment = new DaRecAlignment(backbone, data);      // or none
/// var trainer = new Trainer(backbone, data, new TrainerOptions { LearningRate = 5e-3 }, alignment);
/// using var result = trainer.Train();
/// var metrics = new RankingEvaluator(data.Train, data.Test!, 20).Evaluate(result.Users, result.Items);
/// </code>
/// </example>
public sealed partial class Trainer
{
    private readonly Backbone _backbone;
    private readonly Dataset _data;
    private readonly TrainerOptions _options;
    private readonly TextMethod _textMethod;
    private readonly TripletSampler _sampler;
    private readonly RowStep? _rowStep;
    private TrainingSession? _session; // under way

    /// <summary>Creates a trainer.</summary>
    /// <param name="backbone">The model to train, made for as many users and items as the data have.</param>
    /// <param name="data">The training part, and a validation part for early stopping.</param>
    /// <param name="options">Epochs, batch size and learning rate; null takes the defaults.</param>
    /// <param name="textMethod">The method that brings texts in; null trains the backbone alone.</param>
    /// <param name="communicator">
    /// The processes that train together, each with a trainer of the same arguments, data and seeds; they start from process 0's weights, share
    /// each step and come to the same weights. A text method that shares its work is given the same communicator. Process 0 evaluates and
    /// writes checkpoints. Null for one process. Default null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// A backbone of other numbers of users or items, a module whose constructor did not register its parameters, a model that
    /// <see cref="TrainerOptions.LazyAdam"/> or <see cref="LightGcnOptions.Walks"/> does not take, a text method with another communicator, or
    /// several processes with models on another device than the CPU or with one of these two.
    /// </exception>
    public Trainer(
        Backbone backbone, Dataset data, TrainerOptions? options = null, TextMethod? textMethod = null, ICommunicator? communicator = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        Backbone.EnsureFits(backbone, data);
        RegisteredParameters.Ensure(backbone, nameof(backbone));
        RegisteredParameters.Ensure(textMethod ??= new NoTexts(), nameof(textMethod));
        (_backbone, _data, _options, _textMethod) = (backbone, data, options ?? new TrainerOptions(), textMethod);
        _options = backbone is PairwiseBackbone { NeedsRows: true } ? _options with { LazyAdam = true } : _options;
        _sampler = new TripletSampler(data.Train, _options.Seed);
        if (_options.Device is { } device)
        {
            _backbone.to(device);
            _textMethod.to(device);
        }

        _rowStep = _options.LazyAdam ? RowStepOf(_options) : null;
        _communicator = communicator ?? SingleProcess.Instance;
        EnsureShareable(_backbone, _textMethod, _options, _communicator);
    }

    /// <summary>Training steps so far.</summary>
    internal long Steps { get; private set; }

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
        using var session = _session = Start();
        var validation = _data.Validation is { } held && IsWriter
            ? CandidateRanking.ForStopping(_data.Train, held, [_options.Cutoff, 5, 10, 20], _options.ValidationUsers, _options.Seed)
            : null;
        try
        {
            while (session.Reports.Count < _options.MaxEpochs && !_options.Stop.IsOver(session.Recalls(_options.Cutoff)))
            {
                var epoch = session.Reports.Count + 1;
                var (loss, alignment, seconds) = RunEpoch(epoch, session, cancellationToken);
                var isEvaluated = epoch % _options.EvaluateEvery == 0 || epoch == _options.MaxEpochs;
                var metrics = validation is not null && isEvaluated ? Evaluate(validation) : null;
                var best = session.Best?.Validation!.Recall[_options.Cutoff];
                var report = OfFirst(new EpochReport
                {
                    Epoch = epoch,
                    Loss = loss,
                    Alignment = alignment,
                    Seconds = seconds,
                    Validation = metrics,
                    IsBest = metrics is not null && (best is null || metrics.Recall[_options.Cutoff] > best),
                    ObserverSeconds = IsWriter ? TrainingSnapshot.Show(_options.Observers, epoch, _backbone, _textMethod) : 0,
                });
                session.Add(report);
                TrainingMetrics.Add(report, _options.Cutoff);
                progress?.Report(report);
            }
        }
        finally
        {
            session.RestoreBest();
            _session = null;
        }

        using var scope = NewDisposeScope();
        var (users, items) = Rank();
        return new TrainingResult
        {
            Users = HostReads.ToCpu(users).MoveToOuterDisposeScope(),
            Items = HostReads.ToCpu(items).MoveToOuterDisposeScope(),
            BestEpoch = session.Best?.Epoch ?? session.Reports.Count,
            Validation = session.Best?.Validation,
            Epochs = session.Reports,
        };
    }

    /// <summary>As the overload with progress, with a line to a logger for each epoch: as information with an evaluation, else for debugging.</summary>
    /// <param name="logger">Receives the lines; their values have names of their own.</param>
    /// <param name="cancellationToken">Ends training between two steps.</param>
    public TrainingResult Train(ILogger logger, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(logger);
        return Train(new LoggedEpochs(logger), cancellationToken);
    }

    private ITrainingOptimizer CreateOptimizer()
    {
        if (_rowStep is not null)
        {
            var table = (Parameter)_backbone.Ids;
            var others = Trained.Where(parameter => !ReferenceEquals(parameter, table));
            return new LazyAdam(table, others, _options.LearningRate, ((PairwiseBackbone)_backbone).Regularization);
        }

        return _options.Optimizer is { } create
            ? new TorchOptimizer(create([.. Trained]))
            : new FusedAdam(Trained, _options.LearningRate);
    }

    private RowStep RowStepOf(TrainerOptions options) => options.Optimizer is null
        ? new RowStep(_backbone, _textMethod)
        : throw new ArgumentException(
            $"Expected no {nameof(TrainerOptions.Optimizer)} with {nameof(TrainerOptions.LazyAdam)} or {nameof(LightGcnOptions.Walks)}, got one.",
            nameof(options));

    // The means over the steps, and the seconds that these took.
    private (double Loss, IReadOnlyList<KeyValuePair<string, double>> Alignment, double Seconds) RunEpoch(
        int epoch, TrainingSession session, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        foreach (var (_, module) in Modules)
        {
            module.train();
        }

        using var losses = new EpochLosses(epoch);
        using var epochScope = NewDisposeScope();
        foreach (var batch in _sampler.Epoch(_options.BatchSizeFor(_sampler.Count), _backbone.Ids.device))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Step(batch, session.Optimizer, losses);
            Steps++;
            epochScope.DisposeEverything();
        }

        var (loss, alignment) = losses.Means();
        return (IsShared ? Shared.Sum(_communicator, loss) : loss, alignment, watch.Elapsed.TotalSeconds);
    }

    private void Step(TripletBatch batch, ITrainingOptimizer optimizer, EpochLosses losses)
    {
        using var scope = NewDisposeScope();
        if (_rowStep is not null)
        {
            _rowStep.Run(batch, (LazyAdam)optimizer, losses);
            return;
        }

        var propagation = _backbone.Propagate(_textMethod.Inject(_backbone.Ids));
        var loss = ShareOfLoss(propagation, _textMethod.Represent(propagation.Embeddings), batch);
        losses.Check(loss);
        var added = _textMethod.Align(propagation.Embeddings, batch);
        optimizer.ZeroGradients();
        (added is null ? loss : loss.add(ShareOfTotal(added), Held(1))).backward();
        losses.Add(loss, added);
        _communicator.SumGradients(Trained);
        optimizer.Step();
    }

    // Where the modules lie.
    private (Tensor Users, Tensor Items) Rank()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        _backbone.eval();
        _textMethod.eval();
        var propagation = _backbone.Propagate(_textMethod.Inject(_backbone.Ids));
        var (users, items) = _textMethod.RankApart(propagation.Embeddings, _data.UserCount);
        return (users.MoveToOuterDisposeScope(), items.MoveToOuterDisposeScope());
    }

    private RankingMetrics? Evaluate(CandidateRanking validation)
    {
        using var scope = NewDisposeScope();
        var (users, items) = Rank();
        return validation.Evaluate(users, items);
    }
}
