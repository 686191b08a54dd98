using DaRec.Internal;

namespace DaRec.Recommenders.Baselines;

/// <summary>Settings of <see cref="Kar"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record KarOptions
{
    /// <summary>Number of experts that users and items share, ≥ 0. Default 2.</summary>
    public int SharedExperts { get; init => field = Guard.AtLeast(value, 0); } = 2;

    /// <summary>Number of experts of the users alone, and as many of the items alone, ≥ 1. Default 2.</summary>
    public int OwnExperts { get; init => field = Guard.AtLeast(value, 1); } = 2;

    /// <summary>Width of an expert's hidden layer, ≥ 1. Default 64.</summary>
    public int HiddenWidth { get; init => field = Guard.AtLeast(value, 1); } = 64;

    /// <summary>Probability with which a training step drops each activation of an expert, in [0, 1). Default 0.1.</summary>
    public double Dropout { get; init => field = Guard.Fraction(value); } = 0.1;

    /// <summary>λ, weight of the sum of the adaptors' squared weights in the loss, finite and ≥ 0. Default 1e-6.</summary>
    public double Penalty { get; init => field = Guard.Weight(value); } = 1e-6;
}
