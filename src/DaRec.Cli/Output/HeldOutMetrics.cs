using System.Text.Json.Nodes;
using DaRec.Cli.Runs;
using DaRec.Data;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Cli.Output;

/// <summary>What the vectors of a run come to on both held-out parts.</summary>
/// <param name="Validation">On the validation part; null where there is none.</param>
/// <param name="Test">On the test part; null where there is none, or it is left alone.</param>
internal sealed record HeldOutMetrics(PartMetrics? Validation, PartMetrics? Test)
{
    /// <summary>Measures.</summary>
    /// <param name="data">The parts.</param>
    /// <param name="ranked">What is ranked.</param>
    /// <param name="device">Where the scores are computed.</param>
    /// <param name="asked">Which users are measured.</param>
    /// <param name="say">Told how long it will take, where it takes long.</param>
    public static HeldOutMetrics Of(Dataset data, RankedEmbeddings ranked, Device device, MeasuredUsers asked, Action<string> say)
    {
        using var scope = NewDisposeScope();
        var (users, items, warm) = (ranked.Users.to(device), ranked.Items.to(device), new WarmItems(data.Train));
        return new HeldOutMetrics(
            data.Validation is { Count: > 0 } held ? Measure(held, asked.Validation, "validation", hasSlices: false) : null,
            asked.HasTest && data.Test is { Count: > 0 } test ? Measure(test, asked.Test, "test", hasSlices: true) : null);

        PartMetrics Measure(Interactions part, int? count, string name, bool hasSlices)
        {
            var sample = UserSample.Of(part, count, asked.Seed, warm);
            if (RankingTime.Of(data.Train, sample.Part, users, items, warm) is { } seconds)
            {
                say($"Ranking all items for the users of the {name} part: {TimeLeft.InWords(seconds)}.");
            }

            return PartMetrics.Of(data.Train, sample.Part, [5, 10, 20], users, items, hasSlices) with { SampledFrom = sample.From };
        }
    }

    /// <summary>Measures what has no vectors.</summary>
    /// <param name="data">The parts.</param>
    /// <param name="scores">What is ranked.</param>
    /// <param name="hasTest">Whether to measure on the test part.</param>
    public static HeldOutMetrics Of(Dataset data, IItemScores scores, bool hasTest)
    {
        int[] cutoffs = [5, 10, 20];
        return new HeldOutMetrics(
            data.Validation is { Count: > 0 } held ? PartMetrics.Of(data.Train, held, cutoffs, scores, hasSlices: false) : null,
            hasTest && data.Test is { Count: > 0 } test ? PartMetrics.Of(data.Train, test, cutoffs, scores) : null);
    }

    /// <summary>A table of both parts, and another of their rankings of cold and warm items.</summary>
    public void Show(CliContext context) => Tables.Parts(context,
    [
        .. from part in new[] { (Name: "validation", Metrics: Validation), (Name: "test", Metrics: Test) }
           where part.Metrics is not null
           select (part.Name, part.Metrics),
    ]);

    /// <summary>The test part's metrics, with those of the validation part as <c>validation</c>.</summary>
    /// <param name="hasUsers">Whether those of each user of the test part are there, too.</param>
    public JsonObject ToJson(bool hasUsers = false)
    {
        var json = Test?.ToJson() ?? [];
        if (hasUsers && Test is not null)
        {
            json[UserMetricsJson.Key] = UserMetricsJson.Of(Test.OfUsers);
        }

        json["validation"] = Validation?.ToJson();
        return json;
    }
}
