using DaRec.Internal;

namespace DaRec.Recommenders.NewItems;

/// <summary>
/// Settings of <see cref="ClcRec"/>; immutable, and invalid values throw where they are set.
/// Default learning rate 3e-3.
/// </summary>
public sealed record ClcRecOptions : NewItemTrainingOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public ClcRecOptions() => LearningRate = 3e-3;

    /// <summary>Number of random warm items that a step contrasts each interaction with, ≥ 1. Default 1024.</summary>
    public int Negatives { get; init => field = Guard.AtLeast(value, 1); } = 1024;

    /// <summary>τ, temperature of both contrasts, finite and &gt; 0. Default 2.</summary>
    public double Temperature { get; init => field = Guard.Positive(value); } = 2;

    /// <summary>λ, weight of the contrast of items with their texts; that of users with items has 1 − λ. In [0, 1]. Default 0.5.</summary>
    public double ContentWeight { get; init => field = Guard.Share(value); } = 0.5;

    /// <summary>Probability with which the contrast of users with items takes what an item's text gives, in [0, 1]. Default 0.8.</summary>
    public double ContentShare { get; init => field = Guard.Share(value); } = 0.8;

    /// <summary>Width of the hidden layer of the network that reads texts, ≥ 1. Default 256.</summary>
    public int HiddenWidth { get; init => field = Guard.AtLeast(value, 1); } = 256;

    /// <summary>Whether the vectors of users and items start from the trained ones, and not from random numbers. Default true.</summary>
    public bool StartFromTrained { get; init; } = true;
}
