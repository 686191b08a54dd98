using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Measuring;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How do time and memory grow with N̂, in the fast forms, the dense ones and the alignment as a whole?</summary>
/// <remarks>A dense form ends where its next point would take too much, by four times what the doubled size takes.</remarks>
internal sealed class ScalingBenchmark : Benchmark
{
    private const double BytesPerPair = 24; // where the system does not tell: six n × n tensors at a time

    /// <inheritdoc/>
    public override string Name => "scaling";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        ScalingPoint[] points = [.. ScalingSeries.Of(context.Settings).SelectMany(series => Follow(context, series))];
        return new BenchmarkResult(Name) { Points = points, Tables = [Table(context.Settings.ScalingRows, points)] };
    }

    private static IEnumerable<ScalingPoint> Follow(BenchmarkContext context, ScalingSeries series)
    {
        ScalingPoint? last = null;
        foreach (var n in context.Settings.ScalingRows)
        {
            if (series.IsDense && TakesTooMuch(context.Settings, last, n))
            {
                yield break;
            }

            last = Measure(context, series, n);
            yield return last;
        }
    }

    private static ScalingPoint Measure(BenchmarkContext context, ScalingSeries series, int n)
    {
        List<IDisposable> owned = [];
        using var scope = NewDisposeScope();
        try
        {
            var contest = context.Runner.Run(Contestant.Of(series.Name, series.Prepare(n, owned)));
            return new ScalingPoint(series.Name, series.IsDense, n, contest.Seconds(0), contest.Bytes(0));
        }
        finally
        {
            owned.ForEach(thing => thing.Dispose());
        }
    }

    private static bool TakesTooMuch(BenchmarkSettings settings, ScalingPoint? last, int n)
    {
        var bytes = BytesPerPair * n * n;
        if (last is null)
        {
            return bytes > settings.DensePointBytes;
        }

        var growth = Math.Pow((double)n / last.Rows, 2);
        return last.Seconds * growth > settings.DensePointSeconds || (last.Bytes * growth ?? bytes) > settings.DensePointBytes;
    }

    private static ReportTable Table(IReadOnlyList<int> sizes, ScalingPoint[] points) => new(
        "Time and memory above inputs against N̂",
        ["", .. sizes.Select(size => $"N̂ = {size}")],
        [.. points.GroupBy(point => (point.Series, point.IsDense)).Select(series => (IReadOnlyList<string>)
        [
            series.Key.Series + (series.Key.IsDense ? ", dense" : ""),
            .. sizes.Select(size => series.FirstOrDefault(point => point.Rows == size) is { } point
                ? $"{FindingText.Time(point.Seconds)}, {FindingText.Memory(point.Bytes)}"
                : "–"),
        ])]);
}
