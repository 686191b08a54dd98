using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="ImplicitAls"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record ImplicitAlsOptions
{
    /// <summary>Number of times that users and then items are solved for, ≥ 1. Default 16.</summary>
    public int Sweeps { get; init => field = Guard.AtLeast(value, 1); } = 16;

    /// <summary>α₀, weight of the pairs without interaction, finite and &gt; 0; an interaction weighs 1 more. Default 0.03.</summary>
    public double UnobservedWeight { get; init => field = Guard.Positive(value); } = 0.03;

    /// <summary>λ, weight of the squared lengths of vectors, finite and &gt; 0. Default 0.05.</summary>
    public double VectorPenalty { get; init => field = Guard.Positive(value); } = 0.05;

    /// <summary>ν, how much more the vectors of frequent users and items are penalised, finite and ≥ 0; 0 penalises all alike. Default 1.</summary>
    public double FrequencyPower { get; init => field = Guard.Weight(value); } = 1;
}
