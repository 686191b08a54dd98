using System.Globalization;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Clustering;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What does an iteration of k-means take, and is it slower than scikit-learn's?</summary>
/// <remarks>Rows are noise, so that no run converges before its last iteration; the first k rows are the starting centres.</remarks>
internal sealed class KMeansBenchmark : Benchmark
{
    private const int Iterations = 20;

    /// <inheritdoc/>
    public override string Name => "k-means";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (n, d) = (context.Settings.ManyRows, context.Settings.Width);
        using var rows = RandomRows.Normal(n, d, seed: 1);
        return new BenchmarkResult(Name, [.. context.Settings.ClusterCounts.SelectMany(k => Measure(context, rows, k))]);
    }

    private static Finding[] Measure(BenchmarkContext context, Tensor rows, int k)
    {
        var algorithm = new KMeans(k, Iterations);
        using var scope = NewDisposeScope();
        var centers = rows.narrow(0, 0, k).clone();
        var contest = context.Runner.Run(new Contestant("ours", Run));
        var finding = new Finding
        {
            Question = $"k-means, {rows.size(0)} × {rows.size(1)}, K = {k}, an iteration",
            Seconds = contest.Seconds(0),
            Bytes = contest.Bytes(0),
        };
        Finding[] peers = [.. PeerFindings.Of(
            context, string.Create(CultureInfo.InvariantCulture, $"k-means-{k}"), finding, Target.RatioAtLeast(1))];
        return peers.Length == 0 ? [finding] : peers;

        double? Run()
        {
            var start = TimeProvider.System.GetTimestamp();
            using var result = algorithm.Fit(rows, initialCenters: centers);
            return TimeProvider.System.GetElapsedTime(start).TotalSeconds / result.Iterations;
        }
    }
}
