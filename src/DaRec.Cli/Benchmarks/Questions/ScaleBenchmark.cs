using System.Globalization;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How do the costs of each stage grow as users, items and interactions double?</summary>
/// <remarks>
/// As many items as users, twenty interactions each, twelve of them for training, texts 64 wide. An exponent of 1 is time in proportion to
/// the data; 0 is time that does not depend on them. The smallest size runs once before, uncounted: what is run first is compiled first.
/// </remarks>
internal sealed class ScaleBenchmark : Benchmark
{
    private const int Sizes = 6;
    private const int LeastSize = 500;

    /// <inheritdoc/>
    public override string Name => "scale";

    /// <inheritdoc/>
    public override bool TakesMinutes => true;

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var largest = context.Settings.ScaleUpTo;
        int[] sizes = [.. Enumerable.Range(0, Sizes).Select(step => largest >> (Sizes - 1 - step)).Where(size => size >= LeastSize)];
        var curves = new Dictionary<string, List<(int, double)>>();
        var (counts, directions) = (new List<string>(), new List<string>());
        Pass(sizes[0], context).Run();
        foreach (var size in sizes)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var pass = Pass(size, context);
            foreach (var (name, seconds) in pass.Run())
            {
                (curves.TryGetValue(name, out var points) ? points : curves[name] = []).Add((size, seconds));
            }

            counts.Add(pass.Interactions.ToString("#,0", CultureInfo.InvariantCulture));
            directions.Add(pass.Directions.ToString(CultureInfo.InvariantCulture));
        }

        return new BenchmarkResult(Name)
        {
            Tables =
            [
                new ReportTable(
                    "Seconds as data double, and the power of the size that they grow with (over the larger half)",
                    ["users and items", .. sizes.Select(size => size.ToString("#,0", CultureInfo.InvariantCulture)), "power"],
                    [
                        ["training interactions", .. counts, ""],
                        ["directions of evidence", .. directions, ""],
                        .. curves.Select(curve => new ScaleCurve(curve.Key, curve.Value).Cells()),
                    ]),
            ],
        };
    }

    private static ScalePass Pass(int size, BenchmarkContext context) =>
        new(new SyntheticOptions { UserCount = size, ItemCount = size, InteractionsPerUser = 20 }, context);
}
