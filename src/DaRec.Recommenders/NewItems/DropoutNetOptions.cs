using DaRec.Internal;

namespace DaRec.Recommenders.NewItems;

/// <summary>
/// Settings of <see cref="DropoutNet"/>; immutable, and invalid values throw where they are set.
/// Default learning rate 3e-3.
/// </summary>
public sealed record DropoutNetOptions : NewItemTrainingOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public DropoutNetOptions() => LearningRate = 3e-3;

    /// <summary>Probability with which a training step hides the trained vector of each item, in (0, 1]. Default 0.5.</summary>
    public double HiddenShare { get; init => field = Guard.Probability(value); } = 0.5;

    /// <summary>Width of the first hidden layer of both networks, ≥ 1. Default 200.</summary>
    public int FirstWidth { get; init => field = Guard.AtLeast(value, 1); } = 200;

    /// <summary>Width of the second hidden layer of both networks, ≥ 1. Default 100.</summary>
    public int SecondWidth { get; init => field = Guard.AtLeast(value, 1); } = 100;
}
