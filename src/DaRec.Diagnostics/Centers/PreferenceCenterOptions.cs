using DaRec.Internal;

namespace DaRec.Diagnostics.Centers;

/// <summary>How <see cref="PreferenceCenters"/> are found and told.</summary>
public sealed record PreferenceCenterOptions
{
    /// <summary>K, number of centres, ≥ 1; no more than there are items. Default 12.</summary>
    public int Count { get; init => field = Guard.AtLeast(value, 1); } = 12;

    /// <summary>Items on a card, ≥ 1. Default 6.</summary>
    public int Items { get; init => field = Guard.AtLeast(value, 1); } = 6;

    /// <summary>Words on a card, ≥ 1. Default 6.</summary>
    public int Words { get; init => field = Guard.AtLeast(value, 1); } = 6;

    /// <summary>Seed of the first centres. Default 2023.</summary>
    public int Seed { get; init; } = 2023;
}
