using System.Globalization;
using DaRec.Cli.Comparing;
using DaRec.Cli.Output;

namespace DaRec.Cli.Studying;

/// <summary>What studies found, in sentences. A difference counts as one where its p is below 0.05.</summary>
internal static class StudyText
{
    private const double Significant = 0.05;

    /// <summary>Which parts matter.</summary>
    public static IEnumerable<string> OfAblation(Study study)
    {
        if (study.Results.FirstOrDefault(result => result.Variant.Label == Variants.All) is not { } all)
        {
            yield break;
        }

        yield return $"As set: {Recall(all)}{(study.Results.FirstOrDefault(result => result.Variant.Label == Variants.Alone) is { } alone
            ? $", {Gain(all, alone)} over the recommender alone"
            : "")}.";
        var changed = study.Results.Where(result => result.Variant.Against == all.Variant && result.Variant.Label != Variants.Alone).ToList();
        if (changed.Count == 0)
        {
            yield break;
        }

        var (harms, helps) = (Clear(changed, all, -1), Clear(changed, all, 1));
        yield return harms.Count == 0
            ? $"No change makes it worse beyond the noise of {all.Runs.Count} seeds."
            : $"Worse beyond noise: {string.Join("; ", harms.Select(result => $"{result.Variant.Label} ({Gain(result, all)})"))}.";
        if (helps.Count > 0)
        {
            yield return $"Better beyond noise: {string.Join("; ", helps.Select(result => $"{result.Variant.Label} ({Gain(result, all)})"))}.";
        }
    }

    /// <summary>How much the value matters, and which is best.</summary>
    public static IEnumerable<string> OfSweep(Study study)
    {
        var swept = study.Results.Where(result => result.Variant.Series != Variants.Alone).ToList();
        if (swept.Count == 0)
        {
            yield break;
        }

        var best = swept.MaxBy(result => result.Of(Metric.Recall20).Mean)!;
        var worst = swept.MinBy(result => result.Of(Metric.Recall20).Mean)!;
        var ties = swept.Where(result => result != best && result.Over(best, Metric.Recall20).Probability is null or > Significant).ToList();
        yield return $"Best: {best.Variant.Label} with {Recall(best)}; worst: {worst.Variant.Label} with {Recall(worst)}, {Gain(worst, best)}.";
        if (best.Runs.Count > 1)
        {
            yield return ties.Count == 0
                ? $"All others are behind beyond the noise of {best.Runs.Count} seeds."
                : $"Within the noise of {best.Runs.Count} seeds of the best: {string.Join(", ", ties.Select(result => result.Variant.Label))}.";
        }

        if (study.AgainstOf(best) is { } alone)
        {
            var above = swept.Count(result => study.AgainstOf(result) is { } own && result.Over(own, Metric.Recall20).Percent > 0);
            yield return $"{above} of {swept.Count} values rank better than the recommender alone; the best by {Gain(best, alone)}.";
        }

        yield return "These are figures of the test part, to see how much a value matters; darec tune chooses one on the validation part.";
    }

    /// <summary>Where texts help.</summary>
    public static IEnumerable<string> OfSparsity(Study study)
    {
        var pairs = study.Results.Select(result => (Result: result, Alone: study.AgainstOf(result))).Where(pair => pair.Alone is not null).ToList();
        if (pairs.Count == 0)
        {
            yield break;
        }

        yield return $"Gain over the recommender alone: {string.Join("; ", pairs.Select(pair =>
            $"{Gain(pair.Result, pair.Alone!)} at {pair.Result.Variant.At!.Value.ToString("0.#", CultureInfo.InvariantCulture)} interactions an item"))}.";
        if (pairs.Count > 1)
        {
            var gains = pairs.OrderBy(pair => pair.Result.Variant.At).Select(pair => pair.Result.Over(pair.Alone!, Metric.Recall20).Percent ?? 0).ToList();
            yield return gains[0] > gains[^1]
                ? "Texts bring more where interactions are fewer."
                : "Texts do not bring more where interactions are fewer.";
        }
    }

    private static List<StudyResult> Clear(IEnumerable<StudyResult> results, StudyResult reference, int sign) =>
    [
        .. results.Where(result => result.Over(reference, Metric.Recall20) is (var percent, < Significant) && Math.Sign(percent ?? 0) == sign),
    ];

    private static string Recall(StudyResult result) => $"Recall@20 {Tables.Number(result.Of(Metric.Recall20).Mean)}";

    private static string Gain(StudyResult result, StudyResult over) =>
        result.Over(over, Metric.Recall20) is ({ } percent, var p)
            ? ComparisonTable.Percent(percent) + (p is { } probability ? $", p {ComparisonTable.Probability(probability)}" : "")
            : "no figure";
}
