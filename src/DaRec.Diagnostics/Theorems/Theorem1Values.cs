using DaRec.Diagnostics.Information;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Both sides of <see cref="Theorem1"/> for one distribution, in bits.</summary>
public sealed class Theorem1Values
{
    internal Theorem1Values(double alignedRiskBits, double freeRiskBits, InformationGap gap, int partCount) =>
        (AlignedRiskBits, FreeRiskBits, Gap, PartCount) = (alignedRiskBits, freeRiskBits, gap, partCount);

    /// <summary>H(Y|K): the least cross-entropy of a prediction from representations that are equal.</summary>
    public double AlignedRiskBits { get; }

    /// <summary>H(Y|D, D′): the least cross-entropy of any prediction.</summary>
    public double FreeRiskBits { get; }

    /// <summary>The left side: what exact alignment costs.</summary>
    public double ExcessRiskBits => AlignedRiskBits - FreeRiskBits;

    /// <summary>I(D;Y), I(D′;Y) and Δp.</summary>
    public InformationGap Gap { get; }

    /// <summary>The right side, Δp.</summary>
    public double GapBits => Gap.GapBits;

    /// <summary>The left side less the right one: below 0 by more than rounding, the theorem would be wrong.</summary>
    public double SlackBits => ExcessRiskBits - GapBits;

    /// <summary>The number of K's values.</summary>
    public int PartCount { get; }
}
