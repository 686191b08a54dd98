namespace DaRec.Data;

/// <summary>Names of columns that somebody chose, and what chooses them, for messages.</summary>
internal sealed record ColumnChoice
{
    public string? User { get; init; }

    public string? Item { get; init; }

    public string? Rating { get; init; }

    public string? Time { get; init; }

    /// <summary>How to choose columns: a sentence without its end.</summary>
    public required string Remedy { get; init; }

    /// <summary>Whether any column was chosen, so that there must be a header.</summary>
    public bool IsMade => (User ?? Item ?? Rating ?? Time) is not null;

    /// <summary>The column of a chosen name, or of a known one; null where none was chosen and none is known.</summary>
    public static int? Find(
        IReadOnlyList<string> names, string? chosen, IReadOnlyList<string> known, string what, Func<string, Exception> error)
    {
        var at = chosen is null ? ColumnNames.IndexOf(names, ColumnNames.Find(names, known)) : ColumnNames.IndexOf(names, chosen);
        return chosen is null || at is not null
            ? at
            : throw error($"expected a column '{chosen}' with the {what}; {ColumnNames.List(names)}");
    }
}
