using System.Text.Json.Nodes;
using DaRec.Cli.Comparing;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>What a trial came to on the validation part.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Round">Epochs of halving's round that it got to; 0 outside halving.</param>
/// <param name="EpochLimit">Epochs that it was given at most.</param>
/// <param name="Objective">What it is told apart from others by.</param>
/// <param name="Outcomes">Its runs, one for each seed.</param>
internal sealed record TrialResult(Trial Trial, int Round, int EpochLimit, SearchObjective Objective, IReadOnlyList<RunOutcome> Outcomes)
{
    private IEnumerable<RunResult> Runs => Outcomes.Select(outcome => outcome.Result!);

    /// <summary>Why it failed; null where all its runs ended well.</summary>
    public string? Error => Outcomes.FirstOrDefault(outcome => outcome.Result is null)?.Error;

    /// <summary>What the search goes by: the recall of the objective's ranking, the mean over seeds.</summary>
    public double Recall => Runs.Average(run => Objective.Of(run, Metric.Recall20));

    /// <summary>The NDCG of the same ranking.</summary>
    public double Ndcg => Runs.Average(run => Objective.Of(run, Metric.Ndcg20));

    /// <summary>Epochs that were run, the most of any seed.</summary>
    public int Epochs => Runs.Max(run => run.Epochs);

    /// <summary>Time of all its runs.</summary>
    public double Seconds => Runs.Sum(run => run.Seconds);

    /// <summary>Whether every run stopped by itself: more epochs would change nothing.</summary>
    public bool IsThrough => Error is null && Runs.All(run => run.Epochs < EpochLimit);

    /// <summary>A line of the log.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject
        {
            ["trial"] = Trial.Number,
            ["options"] = new JsonObject(Trial.Values.Select(value => KeyValuePair.Create(value.Range.Name, (JsonNode?)value.Value))),
            ["epoch_limit"] = EpochLimit,
        };
        if (Error is { } error)
        {
            json["error"] = error;
            return json;
        }

        if (Objective != SearchObjective.Recall)
        {
            json["objective"] = Names.Of(Objective); // whose metrics the next ones are
        }

        json["recall@20"] = Recall;
        json["ndcg@20"] = Ndcg;
        json["epochs"] = Epochs;
        json["seconds"] = Seconds;
        return json;
    }

    /// <summary>The best first: of those that went furthest the one with the highest recall; those that failed last.</summary>
    public static IReadOnlyList<TrialResult> Ranked(IEnumerable<TrialResult> results) =>
    [
        .. results.OrderBy(result => result.Error is not null)
            .ThenByDescending(result => result.Round)
            .ThenByDescending(result => result.Error is null ? result.Recall : 0)
            .ThenBy(result => result.Trial.Number),
    ];
}
