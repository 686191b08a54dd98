using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Comparing;

/// <summary>The comparison as JSON, with all its digits and every run.</summary>
internal static class ComparisonJson
{
    /// <summary>Where a method says the weight of its appended text score; earlier versions had none.</summary>
    public const string AppendTextScoreKey = "append_text_score";

    /// <summary>Machine, methods, runs and failures.</summary>
    public static JsonObject Of(Comparison comparison) => new()
    {
        ["command"] = comparison.Command,
        ["machine"] = JsonSerializer.SerializeToNode(comparison.Machine, JsonSerializerOptions.Web),
        ["jobs"] = comparison.Jobs,
        ["data"] = comparison.Data,
        ["verdict"] = comparison.Verdict is { } verdict ? VerdictJson.Of(verdict) : null,
        ["methods"] = new JsonArray([.. comparison.Methods.Select(method => Of(comparison, method))]),
        ["failed"] = new JsonArray([.. comparison.Failed.Select(outcome => new JsonObject
        {
            ["run"] = outcome.Run.Name,
            ["error"] = outcome.Error,
        })]),
    };

    private static JsonObject Of(Comparison comparison, ComparedMethod method)
    {
        var json = new JsonObject
        {
            ["backbone"] = Names.Of(method.Backbone),
            ["align"] = Names.Of(method.Align),
            [AppendTextScoreKey] = method.AppendTextScore,
            ["new_items"] = method.NewItems is { } kind ? Names.Of(kind) : "auto",
            ["title"] = method.Title,
        };
        foreach (var metrics in Metric.All.GroupBy(metric => metric.Key))
        {
            json[metrics.Key] = new JsonObject(metrics.Select(metric =>
                KeyValuePair.Create(Key(metric), (JsonNode?)Of(method.Of(metric)))));
        }

        if (comparison.AloneOf(method) is { } alone)
        {
            json["gain"] = new JsonObject(Metric.Headline.Select(metric =>
                KeyValuePair.Create($"{metric.Key}@{Key(metric)}", (JsonNode?)Of(method.GainOver(alone, metric)))));
        }

        if (RankingMetric.All.Any(metric => method.Of(metric) is not null))
        {
            json[RankingsJson.Key] = Rankings(comparison, method);
        }

        json[SlicesJson.Key] = Slices(comparison, method);
        json["seconds_per_epoch"] = method.SecondsPerEpoch;
        json[RunResult.FitSecondsKey] = method.FitSeconds;
        json["peak_megabytes"] = method.PeakMegabytes;
        json["work_seconds"] = method.WorkSeconds;
        json[RunResult.VectorColumnsKey] = method.VectorColumns;
        json[RunResult.MatrixItemsKey] = method.MatrixItems;
        if (method.Tuning is { } tuning)
        {
            json["tuning"] = TuningColumns.ToJson(tuning);
        }

        json["runs"] = new JsonObject(method.Runs.Select(run => KeyValuePair.Create(
            run.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)run.Value.Short())));
        return json;
    }

    // { "cutoff": k, "gain_over": title, "items": { "tail": { "recall": { "mean": x, …, "gain": { … } } }, … }, "users": … }
    private static JsonObject Slices(Comparison comparison, ComparedMethod method)
    {
        var first = comparison.FirstBefore(method);
        var json = new JsonObject { ["cutoff"] = PartMetrics.SliceCutoff, ["gain_over"] = first?.Title };
        foreach (var side in ThirdMetric.All.GroupBy(metric => metric.Of))
        {
            json[side.Key] = new JsonObject(side.GroupBy(metric => metric.ThirdKey).Select(third => KeyValuePair.Create(
                third.Key,
                (JsonNode?)new JsonObject(third.Select(metric => KeyValuePair.Create(metric.Key, (JsonNode?)Of(metric)))))));
        }

        return json;

        JsonObject? Of(ThirdMetric metric)
        {
            var value = method.Of(metric) is { } sample ? ComparisonJson.Of(sample) : null;
            if (value is not null && first is not null)
            {
                value["gain"] = ComparisonJson.Of(method.GainOver(first, metric));
            }

            return value;
        }
    }

    // { "cold": { "recall": { "20": { "mean": x, …, "gain": { … } } }, "ndcg": { … } }, "warm": { … }, "overall": { … } }
    private static JsonObject Rankings(Comparison comparison, ComparedMethod method)
    {
        var alone = comparison.AloneOf(method);
        return new JsonObject(RankingMetric.All.GroupBy(metric => metric.Ranking).Select(ranking => KeyValuePair.Create(
            ranking.Key,
            (JsonNode?)new JsonObject(ranking.Select(metric => KeyValuePair.Create(
                metric.Metric.Key, (JsonNode?)new JsonObject { [Key(metric.Metric)] = Of(metric) }))))));

        JsonObject? Of(RankingMetric metric)
        {
            var value = method.Of(metric) is { } sample ? ComparisonJson.Of(sample) : null;
            if (value is not null && alone is not null)
            {
                value["gain"] = ComparisonJson.Of(method.GainOver(alone, metric));
            }

            return value;
        }
    }

    private static JsonObject Of((double? Percent, double? Probability) gain) => new()
    {
        ["percent"] = gain.Percent,
        ["p"] = gain.Probability,
    };

    private static JsonObject Of(Sample sample) => new()
    {
        ["seeds"] = sample.Count,
        ["mean"] = sample.Mean,
        ["deviation"] = sample.Deviation,
    };

    private static string Key(Metric metric) => metric.Cutoff.ToString(CultureInfo.InvariantCulture);
}
