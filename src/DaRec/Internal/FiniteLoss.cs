using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Refuses rows that make a loss NaN or infinite, and names the first of them.</summary>
internal static class FiniteLoss
{
    /// <summary>The value, where it is finite.</summary>
    /// <remarks>
    /// One number is looked at, and the rows only where that is bad. On the CPU alone: another device would have to be waited for.
    /// </remarks>
    /// <param name="value">A scalar.</param>
    /// <param name="inputs">What it was computed from, rows (n, d) each, and what the caller calls them.</param>
    /// <exception cref="ArgumentException">It is not finite.</exception>
    public static Tensor Checked(Tensor value, params ReadOnlySpan<(Tensor Rows, string Name)> inputs)
    {
        if (value.device_type != DeviceType.CPU || double.IsFinite(HostReads.ToDouble(value)))
        {
            return value;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        foreach (var (rows, name) in inputs)
        {
            if (FirstBadRow(rows) is { } row)
            {
                throw new ArgumentException(
                    $"Expected finite rows, got NaN or infinity in row {row} of {name}; has training diverged, or do the embeddings hold "
                    + "bad rows?",
                    name);
            }
        }

        var (longest, at, length) = Longest(inputs);
        throw new ArgumentException(
            string.Create(
                CultureInfo.InvariantCulture,
                $"Expected a loss within the range of {value.dtype}, got {HostReads.ToDouble(value)}; row {at} of {longest} has the ")
            + string.Create(CultureInfo.InvariantCulture, $"length {length:g3}. Compute in float64, or bring rows to unit length."),
            longest);
    }

    /// <summary>Number of the first row with NaN or infinity; null where there is none.</summary>
    public static long? FirstBadRow(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var at = Array.IndexOf(HostReads.ToArray<bool>(rows.detach().isfinite().all(1)), false);
        return at < 0 ? null : at;
    }

    private static (string Name, long Row, double Length) Longest(ReadOnlySpan<(Tensor Rows, string Name)> inputs)
    {
        var longest = (Name: "", Row: 0L, Length: -1.0);
        foreach (var (rows, name) in inputs)
        {
            var lengths = HostReads.ToArray<double>(rows.detach().to(ScalarType.Float64).norm(1, p: 2));
            var most = lengths.Max();
            longest = most > longest.Length ? (name, Array.IndexOf(lengths, most), most) : longest;
        }

        return longest;
    }
}
