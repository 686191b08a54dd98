using DaRec.Cli.Comparing;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Tuning;

/// <summary>The metrics that objectives stand for.</summary>
internal static class SearchObjectives
{
    /// <summary>A metric on the validation part, of the objective's ranking.</summary>
    public static double Of(this SearchObjective objective, RunResult run, Metric metric) => objective == SearchObjective.Recall
        ? run.Validation(metric.Key, metric.Cutoff)
        : run.ValidationRanking(new RankingMetric(Names.Of(objective), metric))!.Value;

    /// <summary>What a column of the metric is called.</summary>
    public static string Title(this SearchObjective objective, Metric metric) =>
        objective == SearchObjective.Recall ? metric.Title : $"{objective} {metric.Title}";

    /// <summary>Throws where the validation part cannot be measured by the objective.</summary>
    /// <param name="objective">The objective.</param>
    /// <param name="data">With a validation part.</param>
    /// <param name="option">The option, for the message.</param>
    /// <exception cref="UsageException">It has no cold item, or, for the ranking of warm items, no warm one.</exception>
    public static void Ensure(SearchObjective objective, Dataset data, string option)
    {
        var items = new WarmItems(data.Train);
        var missing = objective switch
        {
            SearchObjective.Recall => null,
            _ when !items.HasCold(data.Validation!) => "no item without training interactions",
            SearchObjective.Warm when !items.HasWarm(data.Validation!) => "no item with training interactions",
            _ => null,
        };
        if (missing is not null)
        {
            throw new UsageException(
                $"{option} {Names.Of(objective)}: the validation part has {missing}; expected {option} {Names.Of(SearchObjective.Recall)}.");
        }
    }
}
