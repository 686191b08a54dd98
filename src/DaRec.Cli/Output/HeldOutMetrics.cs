using System.Text.Json.Nodes;
using DaRec.Recommenders.Data;
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
    /// <param name="hasTest">Whether to measure on the test part.</param>
    public static HeldOutMetrics Of(Dataset data, RankedEmbeddings ranked, Device device, bool hasTest)
    {
        using var scope = NewDisposeScope();
        var (users, items) = (ranked.Users.to(device), ranked.Items.to(device));
        int[] cutoffs = [5, 10, 20];
        return new HeldOutMetrics(
            data.Validation is { Count: > 0 } held ? PartMetrics.Of(data.Train, held, cutoffs, users, items, hasSlices: false) : null,
            hasTest && data.Test is { Count: > 0 } test ? PartMetrics.Of(data.Train, test, cutoffs, users, items) : null);
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
