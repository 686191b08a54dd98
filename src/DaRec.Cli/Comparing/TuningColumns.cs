using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Tuning;

namespace DaRec.Cli.Comparing;

/// <summary>What a comparison of tuned methods has beside their metrics: budget, settings and cost.</summary>
internal static class TuningColumns
{
    /// <summary>What the columns say.</summary>
    public const string Legend =
        "Trials were trained with the first seed and measured on the validation part alone, the defaults first; each method's best by " +
        "Recall@20 was run with all seeds. s a run: training or computing of a final run, without loading and evaluation, the median of " +
        "the seeds; s to tune: that of all trials together. Needs: the width of an item's vector, or the matrix of a weight for each pair of items.";

    /// <summary>The titles.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["Trials", "s a run", "s to tune", "Needs", "Tuned settings"];

    /// <summary>A method's cells.</summary>
    public static IReadOnlyList<string> Cells(ComparedMethod method) =>
    [
        (method.Tuning?.Results.Count ?? 0).ToString(CultureInfo.InvariantCulture),
        VerdictText.Seconds(method.WorkSeconds),
        VerdictText.Seconds(method.Tuning?.Seconds ?? 0),
        method.VectorColumns is { } columns
            ? columns.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{method.MatrixItems} × {method.MatrixItems}"),
        Best(method).Title,
    ];

    /// <summary><c>{ "best": n, "settings": { option: value, … }, "seconds": x, "trials": [ … ] }</c>; the trials as <c>trials.jsonl</c> has them.</summary>
    public static JsonObject ToJson(MethodTuning tuning) => new()
    {
        ["best"] = tuning.Best?.Trial.Number,
        ["settings"] = tuning.Best is { } best ? best.ToJson()["options"]!.DeepClone() : null,
        ["seconds"] = tuning.Seconds,
        ["trials"] = new JsonArray([.. tuning.Results.Select(result => result.ToJson())]),
    };

    private static Trial Best(ComparedMethod method) => method.Tuning?.Best?.Trial ?? new Trial(1, []);
}
