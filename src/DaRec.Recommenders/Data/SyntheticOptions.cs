using DaRec.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>What <see cref="SyntheticData"/> plants; immutable, and invalid values throw where they are set.</summary>
public sealed record SyntheticOptions
{
    /// <summary>Number of users, ≥ 2. Default 1000.</summary>
    public int UserCount { get; init => field = Guard.AtLeast(value, 2, nameof(UserCount)); } = 1000;

    /// <summary>Number of items, ≥ 2. Default 1500.</summary>
    public int ItemCount { get; init => field = Guard.AtLeast(value, 2, nameof(ItemCount)); } = 1500;

    /// <summary>Factors that drive interactions and that the texts tell of too, ≥ 1. Default 8.</summary>
    public int SharedFactors { get; init => field = Guard.AtLeast(value, 1, nameof(SharedFactors)); } = 8;

    /// <summary>Factors that drive interactions and that no text tells of, ≥ 0. Default 4.</summary>
    public int CollaborativeFactors { get; init => field = Guard.AtLeast(value, 0, nameof(CollaborativeFactors)); } = 4;

    /// <summary>Factors that texts tell of and that interactions ignore, ≥ 0. Default 8.</summary>
    public int TextFactors { get; init => field = Guard.AtLeast(value, 0, nameof(TextFactors)); } = 8;

    /// <summary>Width of the text embeddings, ≥ 1. Default 64.</summary>
    public int TextWidth { get; init => field = Guard.AtLeast(value, 1, nameof(TextWidth)); } = 64;

    /// <summary>Mean interactions of a user in all three parts together, ≥ 5; counts are long-tailed. Default 15.</summary>
    public int InteractionsPerUser { get; init => field = Guard.AtLeast(value, 5, nameof(InteractionsPerUser)); } = 15;

    /// <summary>How strongly taste rules over popularity and chance, ≥ 0; at 0 interactions follow popularity alone. Default 3.</summary>
    public double TasteStrength { get; init => field = Guard.Weight(value, nameof(TasteStrength)); } = 3;

    /// <summary>Standard deviation of the logarithm of item popularity, ≥ 0: the length of the tail. Default 1.</summary>
    public double PopularitySpread { get; init => field = Guard.Weight(value, nameof(PopularitySpread)); } = 1;

    /// <summary>Standard deviation of the noise in each text embedding, relative to its signal, ≥ 0. Default 0.5.</summary>
    public double TextNoise { get; init => field = Guard.Weight(value, nameof(TextNoise)); } = 0.5;
}
