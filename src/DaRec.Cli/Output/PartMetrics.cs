using System.Text.Json.Nodes;
using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Cli.Output;

/// <summary>All that is measured on a held-out part.</summary>
/// <param name="OfUsers">Those of each of its users.</param>
/// <param name="Slices">The same, apart for few and many training interactions; null where nobody asked.</param>
/// <param name="Rankings">The rankings of cold and warm items; null where the part has no cold item.</param>
internal sealed record PartMetrics(UserMetrics OfUsers, PopularityMetrics? Slices, ColdStartMetrics? Rankings)
{
    /// <summary>The cutoff of <see cref="Slices"/>.</summary>
    public const int SliceCutoff = 20;

    /// <summary>How many users those who are measured were drawn from; null where all are measured.</summary>
    public int? SampledFrom { get; init; }

    /// <summary>Means over its users.</summary>
    public RankingMetrics Ranking => field ??= OfUsers.Mean(SampledFrom);

    /// <summary>Measures.</summary>
    /// <param name="train">What is left out of rankings.</param>
    /// <param name="held">The part.</param>
    /// <param name="cutoffs">Those of <see cref="Ranking"/> and <see cref="Rankings"/>.</param>
    /// <param name="users">What is ranked, shape (n_u, d).</param>
    /// <param name="items">Likewise, shape (n_i, d).</param>
    /// <param name="hasSlices">Whether to measure <see cref="Slices"/>, too.</param>
    public static PartMetrics Of(
        Interactions train, Interactions held, IReadOnlyList<int> cutoffs, Tensor users, Tensor items, bool hasSlices = true) => new(
        new RankingEvaluator(train, held, cutoffs).EvaluateUsers(users, items),
        hasSlices ? new PopularityEvaluator(train, held, SliceCutoff).Evaluate(users, items) : null,
        new WarmItems(train).HasCold(held) ? new ColdStartEvaluator(train, held, cutoffs).Evaluate(users, items) : null);

    /// <summary>Measures what has no vectors.</summary>
    /// <param name="train">What is left out of rankings.</param>
    /// <param name="held">The part.</param>
    /// <param name="cutoffs">Those of <see cref="Ranking"/> and <see cref="Rankings"/>.</param>
    /// <param name="scores">What is ranked.</param>
    /// <param name="hasSlices">Whether to measure <see cref="Slices"/>, too.</param>
    public static PartMetrics Of(
        Interactions train, Interactions held, IReadOnlyList<int> cutoffs, IItemScores scores, bool hasSlices = true) => new(
        new RankingEvaluator(train, held, cutoffs).EvaluateUsers(scores),
        hasSlices ? new PopularityEvaluator(train, held, SliceCutoff).Evaluate(scores) : null,
        new WarmItems(train).HasCold(held) ? new ColdStartEvaluator(train, held, cutoffs).Evaluate(scores) : null);

    /// <summary><see cref="MetricsJson"/>, with <see cref="SlicesJson"/> and <see cref="RankingsJson"/> in it where they were measured.</summary>
    public JsonObject ToJson()
    {
        var json = MetricsJson.Of(Ranking);
        if (Slices is not null)
        {
            json[SlicesJson.Key] = SlicesJson.Of(Slices);
        }

        if (Rankings is not null)
        {
            json[RankingsJson.Key] = RankingsJson.Of(Rankings);
        }

        return json;
    }
}
