using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What share of the machine's own limit does uniformity reach?</summary>
/// <remarks>
/// <code>limit = 1.5 · 2 n² d / (product's operations a second)  +  n²/2 / (exponentials a second)</code>
/// Half a product gives the inner products of the upper triangle, a whole one the gradient. The product's speed is the better of a
/// square one and the skinny ones of a tile, the exponentials' that of <c>exp_</c> in cache, all by libtorch on all threads, each the
/// fastest of its rounds.
/// </remarks>
internal sealed class UniformityLimitBenchmark : Benchmark
{
    private const int Tile = 1024;
    private const int CachedValues = 1 << 16;
    private const int Repetitions = 100;

    /// <inheritdoc/>
    public override string Name => "uniformity-limit";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        using var loss = new UniformityLoss();
        var settings = context.Settings;
        var (n, d, side) = (settings.PairRows, settings.Width, settings.SquareProduct);
        var rows = RandomRows.Leaf(n, d, seed: 1);
        var (a, b, square) = (RandomRows.Normal(side, side, 2), RandomRows.Normal(side, side, 3), zeros(side, side));
        var (left, right, tile) = (RandomRows.Normal(Tile, d, 4), RandomRows.Normal(d, Tile, 5), zeros(Tile, Tile));
        var values = zeros(CachedValues);
        var contest = context.Runner.Run(
            Contestant.Of("ours", () => WithGradient(() => Gradient.Of(() => loss.call(rows), rows))),
            Contestant.Of("square product", () => square.addmm_(a, b, beta: 0)),
            Contestant.Of("tile's product", () => Repeat(() => tile.addmm_(left, right, beta: 0))),
            Contestant.Of("negation", () => Repeat(() => values.neg_())),
            Contestant.Of("exponential, negation", () => Repeat(() => values.exp_().neg_()))); // negated, values stay where exp is ordinary
        var squareSpeed = 2.0 * side * side * side / contest.Fastest(1);
        var tileSpeed = 2.0 * Tile * Tile * d * Repetitions / contest.Fastest(2);
        var both = contest.Fastest(4);
        var exponential = Math.Max(both / 2, both - contest.Fastest(3)); // the dearer half of both, whatever disturbed them
        var exponentials = (double)CachedValues * Repetitions / exponential;
        var pairs = (double)n * n;
        var limit = (1.5 * 2 * pairs * d / Math.Max(squareSpeed, tileSpeed)) + (pairs / 2 / exponentials);
        var finding = new Finding
        {
            Question = $"uniformity, {n} × {d}, share of the machine's limit",
            Seconds = contest.Seconds(0),
            Peer = "limit",
            PeerSeconds = limit,
            Ratio = limit / contest.Seconds(0),
            RatioKind = RatioKind.ShareOfLimit,
            Bytes = contest.Bytes(0),
            Targets = [Target.RatioAtLeast(0.6)],
        };
        return new BenchmarkResult(Name, finding)
        {
            Tables =
            [
                new ReportTable("The machine's own speed", ["", "10⁹ a second"],
                [
                    [$"operations of a {side} × {side} product", FindingText.Number(squareSpeed / 1e9)],
                    [$"operations of a tile's product, {Tile} × {d} · {d} × {Tile}", FindingText.Number(tileSpeed / 1e9)],
                    ["exponentials", FindingText.Number(exponentials / 1e9)],
                ]),
            ],
        };
    }

    private static void WithGradient(Action run)
    {
        using var grad = enable_grad();
        run();
    }

    private static void Repeat(Action run)
    {
        for (var i = 0; i < Repetitions; i++)
        {
            using var scope = NewDisposeScope();
            run();
        }
    }
}
