using System.Globalization;
using DaRec.Cli.Comparing;
using DaRec.Cli.Output;

namespace DaRec.Cli.Tuning;

/// <summary>Trials in columns, the best first.</summary>
internal static class TrialTable
{
    private const string Nothing = "–";

    /// <summary>Writes them.</summary>
    public static void Show(CliContext context, SearchSpace space, IReadOnlyList<TrialResult> results) => Tables.Write(
        context,
        [
            "Trial",
            .. space.Ranges.Select(range => range.Name),
            .. Metric.Headline.Select(metric => results[0].Objective.Title(metric)),
            "Epochs",
            "Seconds",
        ],
        TrialResult.Ranked(results).Select(result => (string[])
        [
            result.Trial.Number.ToString(CultureInfo.InvariantCulture),
            .. result.Trial.Values.Select(value => value.Value),
            .. Figures(result),
        ]));

    private static string[] Figures(TrialResult result) => result.Error is not null
        ? [Nothing, Nothing, Nothing, Nothing]
        :
        [
            Tables.Number(result.Recall),
            Tables.Number(result.Ndcg),
            result.Epochs.ToString(CultureInfo.InvariantCulture),
            result.Seconds.ToString("0.0", CultureInfo.InvariantCulture),
        ];
}
