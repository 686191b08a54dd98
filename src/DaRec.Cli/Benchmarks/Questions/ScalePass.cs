using System.Diagnostics;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Evidence;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Serving;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Every stage on data of one size: the shortest of several runs where one is short, so that what else the machine does counts less.</summary>
internal sealed class ScalePass(SyntheticOptions options, BenchmarkContext context)
{
    private const int Repeats = 5;
    private const double ShortSeconds = 0.5; // a longer stage runs twice
    private const double LongSeconds = 20; // and one of so many once
    private const double RepeatedSeconds = 0.2; // a shorter one until it has run so long
    private const int MostRepeats = 1000;
    private const int Epochs = 3;
    private const int ReducedWidth = 16;
    private const int EvaluatedUsers = 500;
    private const int Walks = 4;

    private readonly List<(string, double)> _seconds = [];

    /// <summary>Training interactions.</summary>
    public long Interactions { get; private set; }

    /// <summary>Directions of the texts that evidence is fitted in.</summary>
    public long Directions { get; private set; }

    /// <summary>Seconds of each stage.</summary>
    public IReadOnlyList<(string Name, double Seconds)> Run()
    {
        Trainer.KeepFreedMemory();
        using var data = Timed("making up the data", () => SyntheticData.Generate(options));
        Interactions = data.Train.Count;
        Read(data);
        Timed("the graph", () => InteractionGraph.NormalizedAdjacency(data.Train)).Dispose();
        Timed("reduction of texts", () => data.ItemEmbeddings!.Reduce(ReducedWidth)).Dispose();
        using (var evidence = Timed("evidence", () => TextEvidence.Fit(data.ItemEmbeddings!, data.Train)))
        {
            Directions = evidence.Items.size(1);
        }

        Train(data);
        GraphStep(data);
        WalkedStep(data);
        AlignedStep(data);
        Rank(data);
        return _seconds;
    }

    private void Read(Dataset data)
    {
        var folder = Directory.CreateTempSubdirectory("darec-scale-");
        try
        {
            var (pairs, texts) = (Path.Combine(folder.FullName, "trn.npz"), Path.Combine(folder.FullName, "item_emb.npy"));
            data.Train.WriteNpz(pairs);
            using (var rows = data.ItemEmbeddings!.Block(0, data.ItemCount))
            {
                NpyFile.Write(texts, rows);
            }

            Timed("reading interactions", () => DaRec.Data.Interactions.ReadNpz(pairs));
            Timed("a pass over texts in a file", () =>
            {
                using var table = FrozenEmbeddings.Open(texts);
                return table.Check();
            });
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // Without evidence, whose time stands apart.
    private static DaRecOptions Aligned => DaRecOptions.Default with
    {
        Strength = DaRecOptions.Default.Strength with { ReferenceDensity = null },
        Ranking = DaRecOptions.Default.Ranking with { TextScoreWeight = 0 },
    };

    private void Train(Dataset data)
    {
        var part = new Dataset(data.Train);
        foreach (var (name, isAligned) in new[] { ("an epoch of matrix factorization, lazy", false), ("… with DaRec", true) })
        {
            using var backbone = new MatrixFactorization(data.Train, context.Settings.Width);
            using var alignment = isAligned ? new DaRecAlignment(backbone, data, Aligned) : null;
            var trainer = new Trainer(
                backbone, part, new TrainerOptions { MaxEpochs = Epochs, LazyAdam = true, BatchSize = context.Settings.BatchSize }, alignment);
            using var result = trainer.Train(cancellationToken: context.Cancellation);
            _seconds.Add((name, result.Epochs.Min(epoch => epoch.Seconds)));
        }
    }

    private void GraphStep(Dataset data)
    {
        using var backbone = new LightGcn(data.Train, context.Settings.Width);
        using var optimizer = new FusedAdam(backbone.parameters(), 1e-3);
        using var scope = NewDisposeScope();
        var batch = new TripletSampler(data.Train, seed: 2023).Epoch(context.Settings.BatchSize).First();
        var step = Repeated("a step of LightGCN", () =>
        {
            using var stepScope = NewDisposeScope();
            optimizer.ZeroGradients();
            backbone.Loss(backbone.Propagate(backbone.Ids), batch).backward();
            optimizer.Step();
        });
        _seconds.Add(("an epoch of LightGCN, by its steps", step * StepsOfAnEpoch));
    }

    private void WalkedStep(Dataset data)
    {
        using var backbone = new LightGcn(data.Train, context.Settings.Width, new LightGcnOptions { Walks = Walks });
        using var optimizer = new LazyAdam((Parameter)backbone.Ids, [], 1e-3, backbone.Regularization);
        using var losses = new EpochLosses(epoch: 1);
        using var scope = NewDisposeScope();
        var batch = new TripletSampler(data.Train, seed: 2023).Epoch(context.Settings.BatchSize).First();
        using var texts = new NoTexts();
        var rows = new RowStep(backbone, texts);
        var step = Repeated($"a step of LightGCN by {Walks} walks", () =>
        {
            using var stepScope = NewDisposeScope();
            rows.Run(batch, optimizer, losses);
        });
        _seconds.Add(("an epoch of it, by its steps", step * StepsOfAnEpoch));
    }

    private double StepsOfAnEpoch => Math.Ceiling((double)Interactions / context.Settings.BatchSize);

    private void AlignedStep(Dataset data)
    {
        var every = Aligned with { Strength = Aligned.Strength with { Every = 1 } };
        using var aligner = new DaRecAligner(context.Settings.Width, data.Train, data.ItemEmbeddings, options: every);
        using var users = RandomRows.Normal(data.UserCount, context.Settings.Width, seed: 1);
        using var items = RandomRows.Normal(data.ItemCount, context.Settings.Width, seed: 2);
        Repeated("an aligned step on rows", () =>
        {
            using var scope = NewDisposeScope();
            using var rows = aligner.DrawRows()!;
            var (ours, theirs) = (users.index_select(0, rows.Users), items.index_select(0, rows.Items).requires_grad_());
            aligner.Align(rows, ours, theirs).Total.backward();
        });
    }

    private void Rank(Dataset data)
    {
        using var users = RandomRows.Normal(data.UserCount, context.Settings.Width, seed: 1);
        using var items = RandomRows.Normal(data.ItemCount, context.Settings.Width, seed: 2);
        var sample = UserSample.Of(data.Test!, EvaluatedUsers, seed: 1, new WarmItems(data.Train)).Part;
        Timed($"evaluation of {EvaluatedUsers} users", () => new RankingEvaluator(data.Train, sample, 20).Evaluate(users, items));
        var index = new Recommender(new RecommenderContents { Users = Table(users), Items = Table(items) });
        Repeated("a served list of ten", () => index.Recommend("7", 10));

        static VectorTable Table(Tensor rows) => VectorTable.FromArray(HostReads.ToArray<float>(rows), checked((int)rows.size(1)));
    }

    private T Timed<T>(string name, Func<T> run)
    {
        var (shortest, result) = Once(run);
        for (var repeat = 1; repeat < (shortest < ShortSeconds ? Repeats : shortest < LongSeconds ? 2 : 1); repeat++)
        {
            (result as IDisposable)?.Dispose();
            (var seconds, result) = Once(run);
            shortest = Math.Min(shortest, seconds);
        }

        _seconds.Add((name, shortest));
        return result;
    }

    // What the stages before have left is collected first.
    private (double Seconds, T Result) Once<T>(Func<T> run)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var watch = Stopwatch.StartNew();
        var result = run();
        return (watch.Elapsed.TotalSeconds, result);
    }

    // The shortest, after one that is not counted.
    private double Repeated(string name, Action run)
    {
        run();
        var (shortest, total) = (double.PositiveInfinity, 0.0);
        for (var repeat = 0; repeat < Repeats || (total < RepeatedSeconds && repeat < MostRepeats); repeat++)
        {
            var watch = Stopwatch.StartNew();
            run();
            var seconds = watch.Elapsed.TotalSeconds;
            (shortest, total) = (Math.Min(shortest, seconds), total + seconds);
        }

        _seconds.Add((name, shortest));
        return shortest;
    }
}
