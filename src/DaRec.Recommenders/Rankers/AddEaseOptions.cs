using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="AddEase"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record AddEaseOptions
{
    /// <summary>λ of the interactions, as in <see cref="EaseOptions.Penalty"/>, finite and &gt; 0. Default 100.</summary>
    public double Penalty { get; init => field = Guard.Positive(value); } = 100;

    /// <summary>λ_F of the texts, finite and &gt; 0; a larger one leaves only what many texts share. Default 10.</summary>
    public double TextPenalty { get; init => field = Guard.Positive(value); } = 10;

    /// <summary>a, share of the texts in the weights, in [0, 1]; 0 is <see cref="Ease"/>, 1 ranks by texts alone. Default 0.5.</summary>
    public double TextShare { get; init => field = Guard.Share(value); } = 0.5;
}
