using DaRec.Cli.Measuring;

namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>What came out of alternating rounds.</summary>
/// <remarks>A ratio is taken within each round, between neighbours in time, so that a machine that slows down slows both.</remarks>
internal sealed class PairedResult
{
    private readonly double[][] _seconds;
    private readonly long?[] _bytes;

    /// <summary>Keeps the figures.</summary>
    /// <param name="names">The contestants.</param>
    /// <param name="seconds">Of each contestant, of each round.</param>
    /// <param name="bytes">Peak memory of each contestant.</param>
    public PairedResult(IReadOnlyList<string> names, double[][] seconds, long?[] bytes)
    {
        Names = names;
        _seconds = seconds;
        _bytes = bytes;
    }

    /// <summary>The contestants.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Median time of a contestant.</summary>
    public double Seconds(int contestant) => Median.Of(_seconds[contestant]);

    /// <summary>Least time of a contestant: what the machine can do where nothing else keeps it busy.</summary>
    public double Fastest(int contestant) => _seconds[contestant].Min();

    /// <summary>Median of the per-round ratios of one contestant's time to another's.</summary>
    public double Ratio(int contestant, int to) => Median.Of(_seconds[contestant].Zip(_seconds[to], (a, b) => a / b));

    /// <summary>Peak memory of a contestant above what there was before it ran; null where the system does not tell.</summary>
    public long? Bytes(int contestant) => _bytes[contestant];
}
