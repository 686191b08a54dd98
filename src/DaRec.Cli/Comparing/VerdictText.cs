using System.Globalization;

namespace DaRec.Cli.Comparing;

/// <summary>The verdict in words.</summary>
internal static class VerdictText
{
    /// <summary>What the intervals are.</summary>
    public const string Legend =
        "Gains are in per cent of the second method's mean. Intervals over users are those of a paired bootstrap of 10,000 resamples of the " +
        "test part's users, each with the mean over seeds; those over seeds are of a paired t-test. A method wins where no interval of " +
        "its gain in Recall@20 has 0 within.";

    /// <summary>A sentence or two on who wins, on DaRec, and on the cost.</summary>
    public static IEnumerable<string> Lines(Verdict verdict)
    {
        var (leading, aligned) = (verdict.Leading, verdict.WithDaRec);
        yield return verdict.Winner is { } winner
            ? $"{winner.Title} wins: {Percent(leading.Recall)} over the next best, {leading.Second.Title}{Intervals(leading.Recall)}; " +
                $"{Gain(leading.Ndcg)}."
            : $"No winner: the first two lie within noise. {leading.First.Title} against {leading.Second.Title}: {Gains(leading)}.";
        if (aligned is not null && !IsSame(aligned, leading))
        {
            yield return $"Best with DaRec and best without: {Order(aligned)}: {Gains(aligned)}.";
        }

        ComparedMethod?[] methods = [leading.First, leading.Second, aligned?.First, aligned?.Second];
        yield return $"Cost: {string.Join("; ", methods.OfType<ComparedMethod>().Distinct().Select(Cost))}.";
    }

    /// <summary>What a ranker keeps of each item, for people.</summary>
    public static string Needs(ComparedMethod method) => method switch
    {
        { VectorColumns: { } columns } => string.Create(CultureInfo.InvariantCulture, $"{columns} columns an item"),
        { MatrixItems: { } items } => string.Create(CultureInfo.InvariantCulture, $"a matrix of {items} × {items} item weights"),
        _ => "unknown needs",
    };

    /// <summary>Seconds with as many digits as tell something.</summary>
    public static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "0.00" : "0.0", CultureInfo.InvariantCulture);

    private static bool IsSame(MethodPair pair, MethodPair other) =>
        (pair.First == other.First && pair.Second == other.Second) || (pair.First == other.Second && pair.Second == other.First);

    private static string Order(MethodPair pair) => pair.Recall switch
    {
        { IsClear: false } => $"{pair.First.Title} and {pair.Second.Title} lie within noise",
        { Percent: > 0 } => $"{pair.First.Title} is ahead of {pair.Second.Title}",
        _ => $"{pair.First.Title} is behind {pair.Second.Title}",
    };

    private static string Gains(MethodPair pair) => $"{Gain(pair.Recall)}; {Gain(pair.Ndcg)}";

    private static string Gain(MetricGain gain) => Percent(gain) + Intervals(gain);

    private static string Percent(MetricGain gain) => $"{gain.Metric.Title} {ComparisonTable.Percent(gain.Percent)}";

    private static string Intervals(MetricGain gain)
    {
        string?[] intervals = [Text(gain.OverUsers, "users"), Text(gain.OverSeeds, "seeds")];
        var known = string.Join("; ", intervals.OfType<string>());
        return known.Length == 0 ? "" : $" (95 % interval {known})";
    }

    private static string? Text(Interval? interval, string of) => interval is null
        ? null
        : $"over {of} {ComparisonTable.Percent(interval.Low)} to {ComparisonTable.Percent(interval.High)}" +
            (interval.Probability is { } p ? $", p {ComparisonTable.Probability(p)}" : "");

    private static string Cost(ComparedMethod method)
    {
        var tuning = method.Tuning is { } trials
            ? $", {Seconds(trials.Seconds)} s for {trials.Results.Count} trial{(trials.Results.Count == 1 ? "" : "s")}"
            : "";
        return $"{method.Title} {Seconds(method.WorkSeconds)} s to {(method.FitSeconds is null ? "train" : "compute")}{tuning}, {Needs(method)}";
    }
}
