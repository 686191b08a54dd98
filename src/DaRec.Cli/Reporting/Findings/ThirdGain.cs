using DaRec.Cli.Comparing;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;

namespace DaRec.Cli.Reporting.Findings;

/// <summary>The gain of a method over another in a third of users or items, over the seeds that both have finished.</summary>
/// <param name="Of">Users or items.</param>
/// <param name="Name">Few, middling or many.</param>
/// <param name="Limits">Fewest and most training interactions.</param>
/// <param name="Before">Mean Recall@20 of the other.</param>
/// <param name="After">That of the method.</param>
/// <param name="Parts">Differences of the seeds.</param>
internal sealed record ThirdGain(string Of, string Name, string Limits, double Before, double After, IReadOnlyList<double> Parts)
{
    private static readonly string[] Names = ["few", "middling", "many"];

    /// <summary>Where the difference lies, by the seeds; null for one seed.</summary>
    public Interval? Range { get; init; }

    /// <summary>The gain in per cent.</summary>
    public double Percent => 100 * ((After / Before) - 1);

    /// <summary>The thirds in words.</summary>
    public string Text => $"{char.ToUpperInvariant(Of[0])}{Of[1..]} with {Name} interactions ({Limits})";

    /// <summary>Those of users, then those of items; without those where the other finds nothing, or nobody was measured.</summary>
    public static IEnumerable<ThirdGain> All(MethodPair pair)
    {
        foreach (var metric in ThirdMetric.All.Where(metric => metric.Key == Metric.Recall20.Key).OrderByDescending(metric => metric.Of == SlicesJson.Users))
        {
            (double First, double Second)[] seeds =
            [
                .. from run in pair.First.Runs
                   where pair.Second.Runs.ContainsKey(run.Key)
                   let values = (First: run.Value.Third(metric), Second: pair.Second.Runs[run.Key].Third(metric))
                   where values.First is not null && values.Second is not null
                   select (values.First!.Value, values.Second!.Value),
            ];
            if (seeds.Length > 0 && seeds.Average(seed => seed.Second) > 0)
            {
                yield return new ThirdGain(
                    metric.Of,
                    Names[(int)metric.Third],
                    LimitsOf(pair.First.Runs.Values.First(), metric),
                    seeds.Average(seed => seed.Second),
                    seeds.Average(seed => seed.First),
                    [.. seeds.Select(seed => seed.First - seed.Second)])
                {
                    Range = PairedTest.Interval(seeds),
                };
            }
        }
    }

    private static string LimitsOf(RunResult run, ThirdMetric metric)
    {
        var slice = run.Json[SlicesJson.Key]?[metric.Of]?[metric.ThirdKey];
        var (fewest, most) = (slice?["fewest"]?.ToString() ?? "?", slice?["most"]?.ToString() ?? "?");
        return fewest == most ? most : $"{fewest} to {most}";
    }
}
