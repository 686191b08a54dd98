using DaRec.Internal;

namespace DaRec;

/// <summary>How strongly the alignment counts against the host's loss. Invalid values throw where they are set.</summary>
public sealed record StrengthOptions
{
    /// <summary>λ, the weight of all terms together, finite and ≥ 0. 0 turns every term off. Default 0.03.</summary>
    public double Weight { get; init => field = Guard.Weight(value); } = 0.03;

    /// <summary>
    /// c₀ &gt; 0, the mean number of interactions per item at which λ applies unchanged. At a mean of c it is multiplied by
    /// min(2, (c₀/c)²), and by bits/0.02 where <see cref="Evidence.TextEvidence.InformationBits"/> is below 0.02. Null applies λ
    /// unchanged everywhere; so do aligners without item texts. Default 5.
    /// </summary>
    public double? ReferenceDensity
    {
        get;
        init => field = value is { } density ? Guard.Positive(density, nameof(ReferenceDensity)) : null;
    } = 5;

    /// <summary>
    /// k ≥ 1: the terms are computed in the first of every k training steps, with weight k λ, and are zero in the others. Default 10.
    /// </summary>
    public int Every { get; init => field = Guard.AtLeast(value, 1); } = 10;
}
