using DaRec.Cli.Benchmarks.Findings;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How long does an epoch of each backbone take, and what does DaRec's default recipe add to it?</summary>
/// <remarks>Default options, batches and texts as in the question <c>epoch</c>; the first of each pair runs alone.</remarks>
internal sealed class BackboneBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "backbones";

    /// <inheritdoc/>
    public override bool TakesMinutes => true;

    /// <inheritdoc/>
    public override bool TakesDevice => true;

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var recipe = EpochRecipe.Of(context.Settings)[0] with { CostAtMost = null };
        using var data = context.Data.WithTexts(recipe.TextWidth, recipe.Rank);
        var findings = new List<Finding>();
        foreach (var backbone in BackboneChoice.All)
        {
            using var alone = new EpochRun(data, context.Settings, null, backbone, context.Device);
            using var aligned = new EpochRun(data, context.Settings, recipe, backbone, context.Device);
            var contest = context.Runner.Run(alone.Contestant(context.Cancellation), aligned.Contestant(context.Cancellation));
            findings.Add(new Finding { Question = $"epoch of {backbone.Name}", Seconds = contest.Seconds(0), Bytes = contest.Bytes(0) });
            findings.Add(Finding.Of($"epoch of {backbone.Name} + DaRec, {recipe.Name}", contest, RatioKind.Cost, ours: 1, theirs: 0));
        }

        return new BenchmarkResult(Name, findings);
    }
}
