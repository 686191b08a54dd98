using System.Globalization;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>
/// Why do the paper's terms, read literally, not move the ranking? Because the heads meet them: shared parts of both sides come to agree
/// while E^C agrees with the texts little more than it does without them, and what gradient reaches E^C changes scores far less than the
/// ranking loss's does.
/// </summary>
/// <remarks>
/// LightGCN trains with the trainer's settings and is looked at between epochs. Of the terms: their values; the spread of E_sh^C and
/// E_sh^L, 1, 0 and 100 % where all rows are the same (<see cref="CollapseLook.Spread"/>), and whether both agree
/// (<see cref="Diagnostics.TableSimilarity.StructureAgreement"/>). Of the ranking: the alignment's gradient to the ids over the ranking loss's; what scores change
/// by along either gradient (<see cref="ScoreChange"/>); whether E^C agrees with the frozen texts; and the validation recall, of what is
/// ranked and of E^C without what texts add to it. LightGCN alone starts from the same seed. It takes a folder of data with texts of
/// their own.
/// </remarks>
internal sealed class CollapseBenchmark : Benchmark
{
    private const string Subject = "What the terms do to shared parts and to the ranking";
    private const string Nothing = "–";

    private static readonly string[] Columns =
    [
        "Terms", "L_glo", "L_loc", "Mean cosine", "Effective rank", "Largest cluster", "Agreement", "Gradient share", "Scores moved",
        "… by ranking", "E^C and texts", "… alone", "Recall@20", "… of E^C", "… alone",
    ];

    /// <inheritdoc/>
    public override string Name => "collapse";

    /// <inheritdoc/>
    public override bool TakesMinutes => true;

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var data = context.Data.WithOwnTexts(context.Settings.LanguageRank);
        return new BenchmarkResult(Name) { Tables = [data is null ? LeftOut() : Table(context, data)] };
    }

    private static ReportTable LeftOut() =>
        new(Subject, ["", ""], [["left out", "the data have no texts: name a folder that has"]]);

    private static ReportTable Table(BenchmarkContext context, Dataset data)
    {
        var epochs = context.Settings.CollapseEpochs;
        using var alone = new CollapseRun(data, context.Settings, null);
        var rankedAlone = epochs.Select(epoch => TrainTo(alone, epoch, context)).ToList();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var recipe in CollapseRecipe.Of(data))
        {
            using var run = new CollapseRun(data, context.Settings, recipe.Options);
            var probe = new CollapseProbe(run);
            foreach (var (epoch, withoutTerms) in epochs.Zip(rankedAlone))
            {
                var ranked = TrainTo(run, epoch, context);
                rows.Add([$"{recipe.Name}, epoch {epoch}", .. Cells(probe.Look()), .. Cells(ranked, withoutTerms)]);
            }
        }

        var texts = $"texts reduced to {(data.ItemEmbeddings ?? data.UserEmbeddings)!.Width}";
        return new ReportTable($"{Subject}: LightGCN, {texts}; spread of E_sh^C, E_sh^L", Columns, rows);
    }

    private static CollapseRanked TrainTo(CollapseRun run, int epoch, BenchmarkContext context)
    {
        run.TrainTo(epoch, context.Cancellation);
        return run.Ranked();
    }

    private static IEnumerable<string> Cells(CollapseLook look) =>
    [
        Digits(look.GlobalStructure, 4),
        Digits(look.LocalStructure, 4),
        Pair(look, spread => Digits(spread.MeanCosine, 2)),
        Pair(look, spread => Digits(spread.EffectiveRank, 1)),
        Pair(look, spread => FindingText.Percent(spread.LargestCluster)),
        Digits(look.Agreement, 2),
        Digits(look.GradientShare, 2),
        Digits(look.ScoreChange, 2),
        Digits(look.RankingScoreChange, 2),
    ];

    private static IEnumerable<string> Cells(CollapseRanked ranked, CollapseRanked alone) =>
    [
        Digits(ranked.TextAgreement, 3),
        Digits(alone.TextAgreement, 3),
        Digits(ranked.Recall, 4),
        Digits(ranked.EmbeddingRecall, 4),
        Digits(alone.Recall, 4),
    ];

    private static string Pair(CollapseLook look, Func<CollapseLook.Spread, string> cell) =>
        $"{cell(look.Collaborative)}, {cell(look.Language)}";

    private static string Digits(double? value, int digits) =>
        value is { } number && double.IsFinite(number) ? number.ToString($"F{digits}", CultureInfo.InvariantCulture) : Nothing;
}
