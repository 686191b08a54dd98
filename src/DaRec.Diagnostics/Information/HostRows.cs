using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Information;

/// <summary>Rows of numbers on the host, in float64, row after row.</summary>
internal sealed class HostRows
{
    private HostRows(double[] values, int count, int width) => (Values, Count, Width) = (values, count, width);

    public double[] Values { get; }

    public int Count { get; }

    public int Width { get; }

    /// <summary>A copy of a tensor's rows.</summary>
    /// <exception cref="ArgumentException">It is no matrix with <paramref name="minRows"/> rows or more, or one has NaN or infinity.</exception>
    public static HostRows Of(Tensor rows, string name, int minRows = 2)
    {
        using var measured = MeasuredTables.Measured(rows, minRows, name);
        return new HostRows(HostReads.ToArray<double>(measured), checked((int)measured.size(0)), checked((int)measured.size(1)));
    }

    /// <summary>Divides each column by its standard deviation √(Σ (x − x̄)² / n); a constant column stays as it is.</summary>
    public HostRows Standardize()
    {
        for (var column = 0; column < Width; column++)
        {
            var (sum, squares) = (default(CompensatedSum), default(CompensatedSum));
            for (var at = column; at < Values.Length; at += Width)
            {
                sum.Add(Values[at]);
            }

            var mean = sum.Value / Count;
            for (var at = column; at < Values.Length; at += Width)
            {
                squares.Add((Values[at] - mean) * (Values[at] - mean));
            }

            if (Math.Sqrt(squares.Value / Count) is var deviation && IsSpread(deviation, mean))
            {
                for (var at = column; at < Values.Length; at += Width)
                {
                    Values[at] /= deviation;
                }
            }
        }

        return this;
    }

    /// <summary>Whether a deviation is more than what rounding alone makes of equal numbers.</summary>
    public static bool IsSpread(double deviation, double mean) => deviation > Math.Abs(mean) * 1e-14 && double.IsFinite(deviation);

    /// <summary>The rows of these numbers, in this order.</summary>
    public HostRows Select(ReadOnlySpan<int> rows)
    {
        var values = new double[rows.Length * Width];
        for (var at = 0; at < rows.Length; at++)
        {
            Values.AsSpan(rows[at] * Width, Width).CopyTo(values.AsSpan(at * Width));
        }

        return new HostRows(values, rows.Length, Width);
    }
}
