using System.Globalization;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Measuring;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How long does each loss over all pairs take on a device, and what share of the device's own limit is that?</summary>
/// <remarks>
/// <code>limit = operations of the products / (operations a second of a square float32 product on the same device)</code>
/// Exponentials and memory are left out, so that the limit is never reached. Figures of another library, with <c>--peers</c>, are those
/// of tests/gpu/naive.py.
/// </remarks>
internal sealed class DeviceTermsBenchmark : Benchmark
{
    private const int Products = 5;

    /// <inheritdoc/>
    public override string Name => "device-terms";

    /// <inheritdoc/>
    public override bool TakesMinutes => true;

    /// <inheritdoc/>
    public override bool TakesDevice => true;

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (settings, device) = (context.Settings, context.Device);
        var side = device.type == DeviceType.CPU ? settings.SquareProduct : settings.DeviceProduct;
        var speed = SpeedOf(side, context);
        int[] sizes = [.. settings.DeviceRows.Where(n => device.type != DeviceType.CPU || n <= settings.ManyRows)];
        var findings = new List<Finding>();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var term in DeviceTerm.Of(settings))
        {
            foreach (var n in sizes)
            {
                var seconds = SecondsOf(term, n, context);
                var limit = term.Operations(n) / speed;
                var ours = new Finding { Question = $"{term.Name}, n = {n}, on {device}", Seconds = seconds };
                var peer = PeerFindings.Of(context, $"{term.Key}-{n.ToString(CultureInfo.InvariantCulture)}", ours).FirstOrDefault();
                findings.Add(peer ?? ours);
                rows.Add(
                [
                    ours.Question, FindingText.Time(seconds), FindingText.Time(limit), FindingText.Percent(limit / seconds),
                    peer?.PeerSeconds is { } theirs ? FindingText.Time(theirs) : "–",
                ]);
            }
        }

        return new BenchmarkResult(Name, findings)
        {
            Tables =
            [
                new ReportTable(
                    $"Against the products alone, at {FindingText.Number(speed / 1e12)} · 10¹² operations a second of a {side} × {side} product",
                    ["", "Ours", "Limit", "Share", context.Peers?.Find($"{DeviceTerm.Of(settings)[0].Key}-{sizes[0]}")?.Name ?? "Theirs"],
                    rows),
            ],
        };
    }

    private static double SecondsOf(DeviceTerm term, int n, BenchmarkContext context)
    {
        using var scope = NewDisposeScope();
        var run = term.Prepare(n, context.Device);
        return context.Runner.Run(Contestant.Of(term.Name, () =>
        {
            run();
            DeviceWait.For(context.Device);
        })).Seconds(0);
    }

    private static double SpeedOf(int side, BenchmarkContext context)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (a, b) = (RandomRows.Normal(side, side, 1).to(context.Device), RandomRows.Normal(side, side, 2).to(context.Device));
        var product = zeros(side, side, device: context.Device);
        var seconds = context.Runner.Run(Contestant.Of("product", () =>
        {
            for (var i = 0; i < Products; i++)
            {
                product.addmm_(a, b, beta: 0);
            }

            DeviceWait.For(context.Device);
        })).Fastest(0);
        return 2.0 * side * side * side * Products / seconds;
    }
}
