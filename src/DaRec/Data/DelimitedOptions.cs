using DaRec.Internal;

namespace DaRec.Data;

/// <summary>How <see cref="DelimitedInteractions"/> reads a text file.</summary>
public sealed record DelimitedOptions
{
    /// <summary>The character between fields; null, the default, takes a tab, comma or semicolon, whichever the first line holds.</summary>
    public char? Separator { get; init; }

    /// <summary>
    /// Whether the first line names the columns; null, the default, looks whether it begins with "user", "user_id" or the like.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>What to do with users that the map does not hold; <see cref="UnknownIds.Add"/> by default.</summary>
    public UnknownIds UnknownUsers { get; init => field = Guard.Defined(value); } = UnknownIds.Add;

    /// <summary>What to do with items that the map does not hold; <see cref="UnknownIds.Add"/> by default.</summary>
    public UnknownIds UnknownItems { get; init => field = Guard.Defined(value); } = UnknownIds.Add;
}
