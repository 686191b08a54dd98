using DaRec.Diagnostics;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>LightGCN under training as the trainer does it, but stopping where somebody wants to look.</summary>
internal sealed class CollapseRun : IDisposable
{
    private const int Seed = 2023;
    private const int Cutoff = 20;
    private const ulong AlignmentSeed = 1; // of its own: with whatever alignment, the backbone starts from the same embeddings

    private readonly Generator _generator = new(Seed);
    private readonly Generator _alignmentGenerator = new(AlignmentSeed);
    private readonly TripletSampler _sampler;
    private readonly optim.Optimizer _optimizer;
    private readonly RankingEvaluator? _validation;
    private int _epoch;

    public CollapseRun(Dataset data, BenchmarkSettings settings, DaRecOptions? options)
    {
        Data = data;
        Backbone = new LightGcn(data.Train, settings.Width, generator: _generator);
        Alignment = options is null
            ? new NoTexts()
            : new DaRecAlignment(
                Backbone, data, options with { Heads = options.Heads with { Width = settings.Width } }, _alignmentGenerator);
        _sampler = new TripletSampler(data.Train, Seed);
        _optimizer = optim.Adam([.. Backbone.parameters(), .. Alignment.parameters()], new TrainerOptions().LearningRate);
        _validation = data.Validation is { Count: > 0 } held ? new RankingEvaluator(data.Train, held, Cutoff) : null;
    }

    public Dataset Data { get; }

    public LightGcn Backbone { get; }

    public TextMethod Alignment { get; }

    /// <summary>b, by the trainer's rule.</summary>
    public int BatchSize => new TrainerOptions().BatchSizeFor(_sampler.Count);

    /// <summary>Trains up to and with an epoch, and leaves the modules in evaluation mode.</summary>
    public void TrainTo(int epoch, CancellationToken cancellation)
    {
        Backbone.train();
        Alignment.train();
        for (; _epoch < epoch; _epoch++)
        {
            using var scope = NewDisposeScope();
            foreach (var batch in _sampler.Epoch(BatchSize))
            {
                cancellation.ThrowIfCancellationRequested();
                Step(batch);
                scope.DisposeEverything();
            }
        }

        Backbone.eval();
        Alignment.eval();
    }

    /// <summary>What is ranked now.</summary>
    public CollapseRanked Ranked()
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var embeddings = Backbone.Propagate(Alignment.Inject(Backbone.Ids)).Embeddings;
        return new CollapseRanked(Recall(Alignment.Rank(embeddings)), Recall(embeddings), TextAgreement(embeddings));
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        Alignment.Dispose();
        Backbone.Dispose();
        _alignmentGenerator.Dispose();
        _generator.Dispose();
    }

    private double? Recall(Tensor rows) => _validation?.Evaluate(
        rows.narrow(0, 0, Data.UserCount), rows.narrow(0, Data.UserCount, Data.ItemCount)).Recall[Cutoff];

    private double TextAgreement(Tensor embeddings)
    {
        var (table, start) = Data.ItemEmbeddings is { } items ? (items, Data.UserCount) : (Data.UserEmbeddings!, 0);
        var texts = table.Block(0, table.Count, ScalarType.Float64);
        return TableSimilarity.StructureAgreement(embeddings.narrow(0, start, table.Count), texts.sub(texts.mean([0L], keepdim: true)));
    }

    private void Step(TripletBatch batch)
    {
        var propagation = Backbone.Propagate(Alignment.Inject(Backbone.Ids));
        var loss = Backbone.Loss(propagation, Alignment.Represent(propagation.Embeddings), batch);
        using var aligned = Alignment.Align(propagation.Embeddings, batch);
        _optimizer.zero_grad();
        (aligned is null ? loss : loss.add(aligned.Total, Held(1))).backward();
        _optimizer.step();
    }
}
