using System.Text.Json.Nodes;
using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;

namespace DaRec.Cli.Output;

/// <summary>All that is measured on a held-out part.</summary>
/// <param name="Ranking">Means over its users.</param>
/// <param name="Slices">The same, apart for few and many training interactions.</param>
internal sealed record PartMetrics(RankingMetrics Ranking, PopularityMetrics Slices)
{
    /// <summary>The cutoff of <see cref="Slices"/>.</summary>
    public const int SliceCutoff = 20;

    /// <summary>Measures.</summary>
    /// <param name="train">What is left out of rankings.</param>
    /// <param name="held">The part.</param>
    /// <param name="cutoffs">Those of <see cref="Ranking"/>.</param>
    /// <param name="users">What is ranked, shape (n_u, d).</param>
    /// <param name="items">Likewise, shape (n_i, d).</param>
    public static PartMetrics Of(Interactions train, Interactions held, IReadOnlyList<int> cutoffs, Tensor users, Tensor items) => new(
        new RankingEvaluator(train, held, cutoffs).Evaluate(users, items),
        new PopularityEvaluator(train, held, SliceCutoff).Evaluate(users, items));

    /// <summary><see cref="MetricsJson"/>, with <see cref="SlicesJson"/> in it.</summary>
    public JsonObject ToJson()
    {
        var json = MetricsJson.Of(Ranking);
        json[SlicesJson.Key] = SlicesJson.Of(Slices);
        return json;
    }
}
