using DaRec.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>Settings of <see cref="SyntheticData"/>; immutable, and invalid values throw where they are set.</summary>
internal sealed record SyntheticOptions
{
    /// <summary>Number of users, ≥ 2. Default 1000.</summary>
    public int UserCount { get; init => field = Guard.AtLeast(value, 2); } = 1000;

    /// <summary>Number of items, ≥ 2. Default 1500.</summary>
    public int ItemCount { get; init => field = Guard.AtLeast(value, 2); } = 1500;

    /// <summary>Number of factors that both interactions and texts depend on, ≥ 1. Default 8.</summary>
    public int SharedFactors { get; init => field = Guard.AtLeast(value, 1); } = 8;

    /// <summary>Number of factors that interactions alone depend on, ≥ 0. Default 4.</summary>
    public int CollaborativeFactors { get; init => field = Guard.AtLeast(value, 0); } = 4;

    /// <summary>Number of factors that texts alone depend on, ≥ 0. Default 8.</summary>
    public int TextFactors { get; init => field = Guard.AtLeast(value, 0); } = 8;

    /// <summary>Width of the text embeddings, ≥ 1. Default 64.</summary>
    public int TextWidth { get; init => field = Guard.AtLeast(value, 1); } = 64;

    /// <summary>Mean number of interactions of a user over all three parts, ≥ 5; a user has at least 5, and the rest is exponentially
    /// distributed. Default 15.</summary>
    public int InteractionsPerUser { get; init => field = Guard.AtLeast(value, 5); } = 15;

    /// <summary>
    /// Strength of a user's taste against popularity and chance, finite and ≥ 0; with 0 interactions follow popularity alone. Default 3.
    /// </summary>
    public double TasteStrength { get; init => field = Guard.Weight(value); } = 3;

    /// <summary>
    /// Standard deviation of the logarithm of item popularity, finite and ≥ 0; a higher one makes a longer tail. Default 1.
    /// </summary>
    public double PopularitySpread { get; init => field = Guard.Weight(value); } = 1;

    /// <summary>Standard deviation of the noise in each text embedding, in units of the signal's, finite and ≥ 0. Default 0.5.</summary>
    public double TextNoise { get; init => field = Guard.Weight(value); } = 0.5;
}
