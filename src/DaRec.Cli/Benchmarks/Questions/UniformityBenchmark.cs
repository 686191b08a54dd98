using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Naive;
using DaRec.Cli.Measuring;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How much faster is uniformity than all distances under autograd, and how much memory does it take?</summary>
/// <remarks>Value and gradient; the peer is the faster of two usual ways to write it. Then a whole catalogue's rows at once.</remarks>
internal sealed class UniformityBenchmark : Benchmark
{
    private const double PeerBytesPerPair = 20; // five n × n tensors at a time

    /// <inheritdoc/>
    public override string Name => "uniformity";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var loss = new UniformityLoss();
        var (settings, findings) = (context.Settings, new List<Finding>());
        var rows = RandomRows.Leaf(settings.PairRows, settings.Width, seed: 1);
        var contest = context.Runner.Run(
            Contestant.Of("ours", () => Gradient.Of(() => loss.call(rows), rows)),
            Contestant.Of("autograd, products", () => Gradient.Of(() => NaiveUniformity.ByProducts(rows), rows)),
            Contestant.Of("autograd, cdist", () => Gradient.Of(() => NaiveUniformity.ByDistances(rows), rows)));
        var peer = contest.Seconds(1) <= contest.Seconds(2) ? 1 : 2;
        var question = $"uniformity, {settings.PairRows} × {settings.Width}";
        findings.Add(Finding.Of(question, contest, theirs: peer, targets: [Target.RatioAtLeast(20), Target.MegabytesAtMost(20)]));
        findings.AddRange(PeerFindings.Of(context, "uniformity", findings[0]));
        findings.Add(Many(context, loss));
        return new BenchmarkResult(Name, findings);
    }

    private static Finding Many(BenchmarkContext context, UniformityLoss loss)
    {
        var settings = context.Settings;
        var rows = RandomRows.Leaf(settings.ManyRows, settings.Width, seed: 2);
        var ours = context.Runner.Run(Contestant.Of("ours", () => Gradient.Of(() => loss.call(rows), rows)));
        var finding = new Finding
        {
            Question = $"uniformity, {settings.ManyRows} × {settings.Width}",
            Seconds = ours.Seconds(0),
            Bytes = ours.Bytes(0),
            Targets = [Target.SecondsAtMost(0.35)],
        };
        var needed = PeerBytesPerPair * settings.ManyRows * settings.ManyRows;
        if (!settings.IsFull || needed > FreeMemory.Bytes())
        {
            return finding;
        }

        context.Cancellation.ThrowIfCancellationRequested();
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        var peak = MemoryMeter.PeakOf(() => Gradient.Of(() => NaiveUniformity.ByProducts(rows), rows));
        var seconds = clock.GetElapsedTime(start).TotalSeconds;
        return finding with
        {
            Peer = "autograd, once",
            PeerSeconds = seconds,
            PeerBytes = peak,
            Ratio = seconds / finding.Seconds,
        };
    }
}
