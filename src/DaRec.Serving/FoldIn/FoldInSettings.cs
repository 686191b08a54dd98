using DaRec.Internal;

namespace DaRec.Serving.FoldIn;

/// <summary>What a <see cref="UserFoldIn"/> makes of a history. Invalid values throw where they are set.</summary>
/// <remarks>With a validation part, <see cref="UserFoldIn.Fit"/> chooses them by itself.</remarks>
public sealed record FoldInSettings
{
    /// <summary>The settings that are used without a validation part.</summary>
    public static FoldInSettings Default { get; } = new();

    /// <summary>p: an item with c training interactions has weight (1 + c)⁻ᵖ in the sum over the history. In [0, 1], default 0.5.</summary>
    public double CountExponent { get; init => field = Guard.Share(value); } = 0.5;

    /// <summary>
    /// ω: how much the directions in which item vectors are long are damped. Finite and ≥ 0. At 0 nothing is damped, and the vector is as
    /// near to the trained one as a linear map comes. Default 0.1.
    /// </summary>
    public double Whitening { get; init => field = Guard.Weight(value); } = 0.1;

    /// <summary>
    /// κ: how much the scores of the history's items are pulled to the mean score of a training interaction. Finite and ≥ 0. At 0 they
    /// are left as they are, and folding in takes O(n d) instead of O(n d² + d³). Default 0.01.
    /// </summary>
    public double HistoryWeight { get; init => field = Guard.Weight(value); } = 0.01;
}
