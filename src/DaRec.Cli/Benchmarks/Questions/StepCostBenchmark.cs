using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Measuring;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Where does the time of a step of LightGCN + DaRec go?</summary>
/// <remarks>
/// All four terms on the default recipe's rows, in a loop put together by hand. What a term costs is the aligner's time in a second
/// run less that without the term; terms whose gradient is written by hand spend it in the forward pass.
/// </remarks>
internal sealed class StepCostBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "step-cost";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = context.Settings;
        using var data = context.Data.WithTexts(settings.TextWidth, settings.LanguageRank);
        using var loop = new StepLoop(data, settings);
        var parts = loop.Run(settings.Steps, context.Cancellation);
        var total = StepLoop.Parts.Sum(part => Median.Of(parts[part]));
        var texts = $"texts of {settings.TextWidth} reduced to {data.ItemEmbeddings!.Width}";
        var title = $"An aligned step of LightGCN + DaRec, all four terms, {texts}, {settings.BatchSize} interactions";
        var rows = StepLoop.Parts.Select(part => Row(part, Median.Of(parts[part]))).ToList();
        var whole = Median.Of(parts[StepLoop.AlignmentAgain]);
        var rest = whole;
        var terms = new List<IReadOnlyList<string>>();
        foreach (var term in StepLoop.Terms)
        {
            // Within a step: each term's own difference.
            var cost = Median.Of(parts[StepLoop.AlignmentAgain].Zip(parts[term], (with, without) => with - without));
            terms.Add(Row($"– {term}", cost));
            rest -= cost;
        }

        terms.Add(Row("– rows, texts and heads", rest));
        rows.InsertRange(StepLoop.Parts.ToList().IndexOf(StepLoop.Alignment) + 1, terms);
        rows.Add(Row("all", total));
        return new BenchmarkResult(Name) { Tables = [new ReportTable(title, ["part", "ms", "share"], rows)] };

        IReadOnlyList<string> Row(string part, double seconds) =>
            [part, FindingText.Number(seconds * 1e3), FindingText.Percent(seconds / total)];
    }
}
