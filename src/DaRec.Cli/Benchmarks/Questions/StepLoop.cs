using DaRec.Cli.Benchmarks.Material;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>The trainer's step, put together by hand so that each part can be timed.</summary>
internal sealed class StepLoop : IDisposable
{
    public const string Alignment = "alignment, forward";

    /// <summary>The alignment once more, with caches as warm as those of the alignments without a term.</summary>
    public const string AlignmentAgain = "alignment, again";

    /// <summary>The parts of a step, in its order.</summary>
    public static readonly IReadOnlyList<string> Parts =
        ["sampling the batch", "propagation, forward", "ranking loss, forward", Alignment, "backward", "optimiser"];

    /// <summary>The alignment's terms: the key of each is the time of the alignment without it.</summary>
    public static readonly IReadOnlyList<string> Terms = ["orthogonality", "uniformity", "global structure", "local structure"];

    private static readonly DaRecOptions Recipe = EpochRecipe.AllTerms;

    private readonly int _batchSize;
    private readonly Generator _generator = new(7);
    private readonly LightGcn _backbone;
    private readonly DaRecAligner _aligner;
    private readonly DaRecAligner[] _withoutTerm;
    private readonly TripletSampler _sampler;
    private readonly optim.Optimizer _optimizer;
    private readonly Dictionary<string, List<double>> _seconds = [];

    public StepLoop(Dataset data, BenchmarkSettings settings)
    {
        _batchSize = settings.BatchSize;
        _backbone = new LightGcn(data.Train, settings.Width, generator: _generator);
        _aligner = Create(Recipe);
        _withoutTerm =
        [
            Create(Recipe with { Orthogonality = null }),
            Create(Recipe with { Uniformity = null }),
            Create(Recipe with { GlobalStructure = null }),
            Create(Recipe with { LocalStructure = null }),
        ];
        _sampler = new TripletSampler(data.Train, seed: 2023);
        _optimizer = optim.Adam([.. _backbone.parameters(), .. _aligner.parameters()], 1e-3);
        _backbone.train();

        DaRecAligner Create(DaRecOptions options) => new(
            settings.Width,
            data.Train,
            data.ItemEmbeddings,
            data.UserEmbeddings,
            BenchmarkAligner.Unscaled(options, settings.Width),
            generator: _generator);
    }

    /// <summary>Seconds of each part in each step but the first two, and of the alignment without each term.</summary>
    public Dictionary<string, List<double>> Run(int steps, CancellationToken cancellation)
    {
        for (var step = 0; step < steps + 2;)
        {
            using var epoch = _sampler.Epoch(_batchSize).GetEnumerator();
            for (; step < steps + 2; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                using var scope = NewDisposeScope();
                if (!Timed(Parts[0], epoch.MoveNext))
                {
                    break;
                }

                Step(epoch.Current);
                if (step == 1)
                {
                    _seconds.Clear(); // until here caches filled
                }
            }
        }

        return _seconds;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        foreach (var aligner in _withoutTerm)
        {
            aligner.Dispose();
        }

        _aligner.Dispose();
        _backbone.Dispose();
        _generator.Dispose();
    }

    private void Step(TripletBatch batch)
    {
        var propagation = Timed(Parts[1], () => _backbone.Propagate(_backbone.Ids));
        var ranking = Timed(Parts[2], () => _backbone.Loss(propagation, batch));
        using var alignment = Timed(Alignment, () => Align(_aligner));
        Timed(AlignmentAgain, () => Align(_aligner)).Dispose();
        foreach (var (term, aligner) in Terms.Zip(_withoutTerm))
        {
            Timed(term, () => Align(aligner)).Dispose();
        }

        _optimizer.zero_grad();
        var loss = ranking.add(alignment.Total, Held(1));
        Timed(Parts[4], () => Done(() => loss.backward()));
        Timed(Parts[5], () => Done(() => _optimizer.step()));

        AlignmentLosses Align(DaRecAligner aligner) => aligner.Align(propagation.Embeddings);
    }

    private T Timed<T>(string part, Func<T> run)
    {
        var start = TimeProvider.System.GetTimestamp();
        var result = run();
        var seconds = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
        (_seconds.TryGetValue(part, out var times) ? times : _seconds[part] = []).Add(seconds);
        return result;
    }

    private static bool Done(Action run)
    {
        run();
        return true;
    }
}
