using DaRec.Internal;

namespace DaRec.NewItems;

/// <summary>How items are placed that have few interactions or none. Invalid values throw where they are set.</summary>
public sealed record ItemProjectorOptions
{
    /// <summary>How an item's place is told from its text. Default <see cref="ItemMap.Auto"/>.</summary>
    public ItemMap Map { get; init => field = Guard.Defined(value); } = ItemMap.Auto;

    /// <summary>k ≥ 1, the known items whose embeddings are averaged. Default 40.</summary>
    public int Neighbors { get; init => field = Guard.AtLeast(value, 1); } = 40;

    /// <summary>
    /// R ≥ 0: an item with c ≤ R interactions keeps c/(R + 1) of its trained row and takes the rest from its text; all others stay as they
    /// are. Default 3.
    /// </summary>
    public int RareInteractions { get; init => field = Guard.AtLeast(value, 0); } = 3;

    /// <summary>
    /// The knob from "as trained" to "their fair share", finite and ≥ 0: how many places new items get in users' first 20, against the share
    /// that they have of the catalogue. 0 leaves every item as trained, 1 gives a new item as many places as a known one has on average,
    /// more favours new items. Null chooses on validation interactions: the largest level that keeps Recall@20 within 0.5 % of the best.
    /// Default null.
    /// </summary>
    public double? Share { get; init => field = value is { } share ? Guard.Weight(share, nameof(Share)) : null; }
}
