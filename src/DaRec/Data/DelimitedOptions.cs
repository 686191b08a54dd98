using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Options of <see cref="DelimitedInteractions.Read"/>: separator, header and unknown ids.</summary>
public sealed record DelimitedOptions
{
    /// <summary>
    /// Character between fields; null, the default, is detected in the first line: a tab outside quotes, otherwise the first comma or
    /// semicolon
    /// outside quotes.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>
    /// Whether the first line names the columns; null, the default, detects a first field such as "user" or "user_id".
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>What happens to users that the map does not contain; <see cref="UnknownIds.Add"/> by default.</summary>
    public UnknownIds UnknownUsers { get; init => field = Guard.Defined(value); } = UnknownIds.Add;

    /// <summary>What happens to items that the map does not contain; <see cref="UnknownIds.Add"/> by default.</summary>
    public UnknownIds UnknownItems { get; init => field = Guard.Defined(value); } = UnknownIds.Add;
}
