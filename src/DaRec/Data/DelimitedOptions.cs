using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Options of <see cref="DelimitedInteractions.Read"/>: separator, header, columns and unknown ids.</summary>
public sealed record DelimitedOptions
{
    /// <summary>
    /// Character between fields; null, the default, is detected in the first line: a tab outside quotes, otherwise the first comma or
    /// semicolon outside quotes.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>
    /// Whether the first line names the columns; null, the default, detects names such as "user_id", and a first line without digits in
    /// a column whose further fields all have some. False where a column is chosen is an error.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>
    /// Name of the column with the user; null, the default, takes user, user_id, customer_id or the like, and the first column of a file
    /// without a header.
    /// </summary>
    public string? UserColumn { get; init; }

    /// <summary>
    /// Name of the column with the item; null, the default, takes item, item_id, sku, product_id or the like, and the second column of a
    /// file without a header.
    /// </summary>
    public string? ItemColumn { get; init; }

    /// <summary>What happens to users that the map does not contain; <see cref="UnknownIds.Add"/> by default.</summary>
    public UnknownIds UnknownUsers { get; init => field = Guard.Defined(value); } = UnknownIds.Add;

    /// <summary>What happens to items that the map does not contain; <see cref="UnknownIds.Add"/> by default.</summary>
    public UnknownIds UnknownItems { get; init => field = Guard.Defined(value); } = UnknownIds.Add;
}
