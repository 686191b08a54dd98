using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Measuring;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What does alignment add to an epoch of LightGCN, and how long does one take in PyTorch?</summary>
/// <remarks>
/// Three layers, batches of 4096 interactions; one model each, whose epochs take turns. Texts are made up: few factors and noise,
/// unit rows, for users and items, reduced to fewer columns before training as <c>darec train</c> does.
/// </remarks>
internal sealed class EpochBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "epoch";

    /// <inheritdoc/>
    public override bool TakesDevice => true;

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (settings, recipes) = (context.Settings, EpochRecipe.Of(context.Settings));
        var data = recipes.Select(recipe => (recipe.TextWidth, recipe.Rank)).Distinct()
            .ToDictionary(texts => texts, texts => context.Data.WithTexts(texts.TextWidth, texts.Rank));
        List<EpochRun> runs = [];
        try
        {
            runs.Add(new EpochRun(data[(recipes[0].TextWidth, recipes[0].Rank)], settings, null, device: context.Device));
            runs.AddRange(recipes.Select(recipe => new EpochRun(data[(recipe.TextWidth, recipe.Rank)], settings, recipe, device: context.Device)));
            var contest = context.Runner.Run([.. runs.Select(run => run.Contestant(context.Cancellation))]);
            return new BenchmarkResult(Name, Findings(context, contest, recipes));
        }
        finally
        {
            runs.ForEach(run => run.Dispose());
            foreach (var dataset in data.Values)
            {
                dataset.Dispose();
            }
        }
    }

    private static Finding[] Findings(BenchmarkContext context, PairedResult contest, IReadOnlyList<EpochRecipe> recipes)
    {
        var alone = new Finding { Question = "epoch of LightGCN", Seconds = contest.Seconds(0), Bytes = contest.Bytes(0) };
        Finding[] toPyTorch = [.. PeerFindings.Of(context, "epoch", alone, Target.RatioAtLeast(3))];
        Finding[] aligned = [.. recipes.Select((recipe, i) => Finding.Of(
            $"epoch of LightGCN + DaRec, {recipe.Name}",
            contest,
            RatioKind.Cost,
            ours: i + 1,
            theirs: 0,
            targets: recipe.CostAtMost is { } cost ? [Target.RatioAtMost(cost)] : []))];
        return
        [
            .. toPyTorch.Length == 0 ? [alone] : toPyTorch,
            .. aligned,
            .. PeerFindings.Of(context, "epoch-rlmrec-con", aligned[0]),
            .. PeerFindings.Of(context, "epoch-rlmrec-gen", aligned[0]),
        ];
    }
}
