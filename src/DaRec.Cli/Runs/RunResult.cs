using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Comparing;
using DaRec.Cli.Inspecting;
using DaRec.Cli.Output;

namespace DaRec.Cli.Runs;

/// <summary>What a run came to: the file that <c>train --json</c> wrote, and what is known of it from outside.</summary>
/// <param name="Json">The file.</param>
internal sealed record RunResult(JsonObject Json)
{
    /// <summary>The key of what the run depends on, in short.</summary>
    public const string FingerprintKey = "fingerprint";

    /// <summary>The key of the time that the process took, loading and ranking included.</summary>
    public const string SecondsKey = "seconds";

    /// <summary>The key of the time that computing a recommender took that is not trained.</summary>
    public const string FitSecondsKey = "fit_seconds";

    /// <summary>The key of the width of the items' vectors, where there are any.</summary>
    public const string VectorColumnsKey = "vector_columns";

    /// <summary>The key of the number of items where there is a weight for each pair of them and no vector.</summary>
    public const string MatrixItemsKey = "matrix_items";

    private const string ChecksumKey = "checksum";

    /// <summary>Reads what <see cref="Seal"/> made; null for anything else, which may lack what is asked of a result.</summary>
    public static RunResult? Unseal(string text)
    {
        try
        {
            var options = new JsonDocumentOptions { AllowDuplicateProperties = false };
            if (JsonNode.Parse(text, documentOptions: options) is not JsonObject json
                || json[ChecksumKey] is not JsonValue value || !value.TryGetValue<string>(out var checksum))
            {
                return null;
            }

            json.Remove(ChecksumKey);
            return checksum == ChecksumOf(json) ? new RunResult(json) : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // the second for half a character
        }
    }

    /// <summary>The result with a checksum, by which a file that was damaged or edited is told.</summary>
    public JsonObject Seal()
    {
        var sealedJson = (JsonObject)Json.DeepClone();
        sealedJson[ChecksumKey] = ChecksumOf(Json);
        return sealedJson;
    }

    private static string ChecksumOf(JsonObject json) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json.ToJsonString())));

    /// <summary>Mean time of an epoch's training steps; null where there are no epochs.</summary>
    public double? SecondsPerEpoch => Json["seconds_per_epoch"]?.GetValue<double>();

    /// <summary>Time that computing the recommender took; null where it is trained.</summary>
    public double? FitSeconds => Json[FitSecondsKey]?.GetValue<double>();

    /// <summary>Time of training, without evaluations, or of computing.</summary>
    public double WorkSeconds => FitSeconds ?? (SecondsPerEpoch ?? 0) * Epochs;

    /// <summary>Width of the items' vectors; null where there are none.</summary>
    public int? VectorColumns => Json[VectorColumnsKey]?.GetValue<int>();

    /// <summary>Items whose weights for each other rank; null where vectors do.</summary>
    public int? MatrixItems => Json[MatrixItemsKey]?.GetValue<int>();

    /// <summary>Epochs that were run.</summary>
    public int Epochs => Json["epochs"]!.GetValue<int>();

    /// <summary>The process's own peak of resident memory.</summary>
    public double PeakMegabytes => Json["peak_megabytes"]!.GetValue<double>();

    /// <summary>Time that the process took.</summary>
    public double Seconds => Json[SecondsKey]!.GetValue<double>();

    /// <summary>What the run depends on, in short; null where the file says nothing of it.</summary>
    public string? Fingerprint => Json[FingerprintKey]?.GetValue<string>();

    /// <summary>A metric on the test part.</summary>
    public double Test(string metric, int cutoff) => Value(Json, metric, cutoff);

    /// <summary>A metric of each user of the test part, by ascending number; null where that was not kept.</summary>
    public IReadOnlyList<float>? OfUsers(string metric) => UserMetricsJson.Read(Json, metric);

    /// <summary>The results without those of each user and of each epoch, and without preference centres.</summary>
    public JsonObject Short()
    {
        var json = (JsonObject)Json.DeepClone();
        json.Remove(CurvesJson.Key);
        json.Remove(CardsJson.Key);
        json.Remove(UserMetricsJson.Key);
        return json;
    }

    /// <summary>A metric on the validation part.</summary>
    public double Validation(string metric, int cutoff) => Value(Json["validation"]!, metric, cutoff);

    /// <summary>A metric on the test part of a third of items or users; null where nobody was measured.</summary>
    public double? Third(ThirdMetric metric) =>
        Json[SlicesJson.Key]?[metric.Of]?[metric.ThirdKey]?[metric.Key]?.GetValue<double>();

    /// <summary>A metric of a ranking of cold or warm items on the test part; null where nobody was measured.</summary>
    public double? Ranking(RankingMetric metric) => Value(Json, metric);

    /// <summary>The same on the validation part.</summary>
    public double? ValidationRanking(RankingMetric metric) => Value(Json["validation"], metric);

    /// <summary>The users that a ranking's metrics on the test part are the means of; null where nobody was measured.</summary>
    public int? RankingUsers(string ranking) => Json[RankingsJson.Key]?[ranking]?["users"]?.GetValue<int>();

    private static double? Value(JsonNode? part, RankingMetric metric) =>
        part?[RankingsJson.Key]?[metric.Ranking] is { } ranking ? Value(ranking, metric.Metric.Key, metric.Metric.Cutoff) : null;

    private static double Value(JsonNode part, string metric, int cutoff) =>
        part[metric]![cutoff.ToString(CultureInfo.InvariantCulture)]!.GetValue<double>();
}
