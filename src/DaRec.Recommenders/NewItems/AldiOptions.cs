using DaRec.Internal;

namespace DaRec.Recommenders.NewItems;

/// <summary>
/// Settings of <see cref="Aldi"/>; immutable, and invalid values throw where they are set.
/// Default batch size 256.
/// </summary>
public sealed record AldiOptions : NewItemTrainingOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public AldiOptions() => BatchSize = 256;

    /// <summary>α, weight of the distance between the rankings of teacher and student, finite and ≥ 0. Default 0.9.</summary>
    public double RankingWeight { get; init => field = Guard.Weight(value); } = 0.9;

    /// <summary>β, weight of the distance between how both tell items apart, finite and ≥ 0. Default 0.05.</summary>
    public double IdentificationWeight { get; init => field = Guard.Weight(value); } = 0.05;

    /// <summary>γ, weight of the distance between the scores of both, finite and ≥ 0. Default 0.1.</summary>
    public double RatingWeight { get; init => field = Guard.Weight(value); } = 0.1;

    /// <summary>Width of the hidden layer of the network, ≥ 1. Default 200.</summary>
    public int HiddenWidth { get; init => field = Guard.AtLeast(value, 1); } = 200;

    /// <summary>
    /// Whether users have a network of their own, whose vectors score cold items. The tables are twice as wide then; the scores of warm
    /// items stay. Default false.
    /// </summary>
    public bool MapUsers { get; init; }
}
