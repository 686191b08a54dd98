using DaRec.Cli.Runs;

namespace DaRec.Cli.Comparing;

/// <summary>Two methods, compared by the seeds that both have finished.</summary>
/// <param name="First">The one that gains, or loses.</param>
/// <param name="Second">The one that it is compared with.</param>
/// <param name="Recall">The gain on Recall@20.</param>
/// <param name="Ndcg">The gain on NDCG@20.</param>
internal sealed record MethodPair(ComparedMethod First, ComparedMethod Second, MetricGain Recall, MetricGain Ndcg)
{
    /// <summary>Compares; null without a seed that both have finished, or where the other finds nothing at all.</summary>
    public static MethodPair? Of(ComparedMethod first, ComparedMethod second)
    {
        (RunResult, RunResult)[] runs =
            [.. from run in first.Runs where second.Runs.ContainsKey(run.Key) select (run.Value, second.Runs[run.Key])];
        return Gain(runs, Metric.Recall20) is { } recall && Gain(runs, Metric.Ndcg20) is { } ndcg
            ? new MethodPair(first, second, recall, ndcg)
            : null;
    }

    private static MetricGain? Gain((RunResult First, RunResult Second)[] runs, Metric metric)
    {
        (double First, double Second)[] seeds =
            [.. runs.Select(run => (run.First.Test(metric.Key, metric.Cutoff), run.Second.Test(metric.Key, metric.Cutoff)))];
        if (seeds.Sum(seed => seed.Second) is not > 0)
        {
            return null;
        }

        var (first, second) = (seeds.Average(seed => seed.First), seeds.Average(seed => seed.Second));
        var users = OfUsers(runs.Select(run => run.First), metric) is { } own && OfUsers(runs.Select(run => run.Second), metric) is { } others
            && own.Length == others.Length
            ? PairedBootstrap.Of(own, others)
            : null;
        return new MetricGain(
            metric, 100 * (first - second) / second, users?.Times(100 / second), PairedTest.Interval(seeds)?.Times(100 / second));
    }

    // Each user's mean over the seeds; null where a run has not kept them.
    private static double[]? OfUsers(IEnumerable<RunResult> runs, Metric metric)
    {
        IReadOnlyList<float>?[] all = [.. runs.Select(run => run.OfUsers(metric.Key))];
        return all[0] is { Count: > 0 } first && all.All(values => values?.Count == first.Count)
            ? [.. Enumerable.Range(0, first.Count).Select(user => all.Average(values => (double)values![user]))]
            : null;
    }
}
