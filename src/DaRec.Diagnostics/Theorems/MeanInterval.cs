using DaRec.Diagnostics.Information;
using MathNet.Numerics.Distributions;

namespace DaRec.Diagnostics.Theorems;

/// <summary>A mean over seeds with its 95 % interval of Student's distribution.</summary>
/// <remarks><code>x̄ ± t* s / √n,  P(|T| &lt; t*) = 0.95 with n − 1 degrees of freedom</code></remarks>
public sealed class MeanInterval
{
    private const double Confidence = 0.95;

    internal MeanInterval(IReadOnlyList<double> values)
    {
        Count = values.Count;
        Mean = CompensatedSum.Of([.. values]) / Count;
        var deviation = Math.Sqrt(values.Sum(value => (value - Mean) * (value - Mean)) / (Count - 1));
        var half = StudentT.InvCDF(0, 1, Count - 1, (1 + Confidence) / 2) * deviation / Math.Sqrt(Count);
        (Low, High) = (Mean - half, Mean + half);
    }

    /// <summary>x̄.</summary>
    public double Mean { get; }

    /// <summary>The lower end.</summary>
    public double Low { get; }

    /// <summary>The upper end.</summary>
    public double High { get; }

    /// <summary>n, the number of seeds.</summary>
    public int Count { get; }
}
