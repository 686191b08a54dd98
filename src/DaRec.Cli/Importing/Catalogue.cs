using DaRec.Data;

namespace DaRec.Cli.Importing;

/// <summary>Titles and texts of a file of items or users, in its order.</summary>
internal sealed class Catalogue
{
    public required IdMap Ids { get; init; }

    /// <summary>What a list shows, of each id.</summary>
    public required IReadOnlyList<string?> Titles { get; init; }

    /// <summary>What is embedded, of each id.</summary>
    public required IReadOnlyList<string?> Texts { get; init; }

    /// <summary>Lines that were read.</summary>
    public required long LineCount { get; init; }

    /// <summary>What was left out.</summary>
    public required Tally Dropped { get; init; }

    /// <summary>Sentences about the columns.</summary>
    public required IReadOnlyList<string> Notes { get; init; }

    /// <summary>The title and the text of an id; nulls for an unknown one.</summary>
    public (string? Title, string? Text) Of(string id) =>
        Ids.TryGetNumber(id, out var number) ? (Titles[number], Texts[number]) : (null, null);
}
