using DaRec.Data;

namespace DaRec.Cli.Importing;

/// <summary>Which columns of a catalogue hold the id, the title and the text.</summary>
internal sealed record CatalogueColumns(int Id, int? Title, IReadOnlyList<int> Texts)
{
    private static readonly string[] Titles =
    [
        "title", "name", "itemtitle", "itemname", "producttitle", "productname", "movietitle", "booktitle", "artistname", "trackname",
        "headline",
    ];

    private static readonly string[] Descriptions =
    [
        "text", "description", "itemdescription", "productdescription", "summary", "abstract", "overview", "plot", "content", "body",
        "about", "profile", "subtitle", "brand", "author", "authors", "features", "genre", "genres", "category", "categories", "subject",
        "tags", "keywords",
    ];

    /// <summary>All that are read.</summary>
    public IEnumerable<int> All => [Id, .. Title is { } title ? [title] : Array.Empty<int>(), .. Texts];

    /// <summary>Whether fields are usual names of columns.</summary>
    public static bool HasKnownName(IReadOnlyList<string> fields) =>
        ColumnNames.Find(fields, ["id", .. InteractionColumns.KnownItems, .. InteractionColumns.KnownUsers]) is not null
        && ColumnNames.Find(fields, [.. Titles, .. Descriptions]) is not null;

    /// <summary>Finds them by name.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="names">Its header.</param>
    /// <param name="ids">Names that the id may have, the first before the others.</param>
    /// <param name="chosen">What somebody chose.</param>
    public static CatalogueColumns Named(string path, IReadOnlyList<string> names, IReadOnlyList<string?> ids, Choice chosen)
    {
        var id = chosen.Id is null
            ? ids.Select(name => ColumnNames.IndexOf(names, name)).FirstOrDefault(at => at is not null)
                ?? throw Missing("the id", chosen.IdOption)
            : Of(chosen.Id, "the id");
        var title = chosen.Title is null ? Known(Titles).Cast<int?>().FirstOrDefault(at => at != id) : Of(chosen.Title, "the title");
        int[] texts = chosen.Texts is { } wanted
            ? [.. wanted.Select(name => Of(name, "a text"))]
            : [.. new[] { title }.OfType<int>(), .. Known(Descriptions).Where(at => at != id && at != title)];
        return texts.Length > 0 ? new CatalogueColumns(id, title, texts) : throw Missing("the text", chosen.TextOption);

        IEnumerable<int> Known(IEnumerable<string> known) =>
            known.Select(name => ColumnNames.IndexOf(names, ColumnNames.Find(names, [name]))).OfType<int>();

        int Of(string name, string what) => ColumnNames.IndexOf(names, name)
            ?? throw new UsageException($"{path}: expected a column '{name}' with {what}; {ColumnNames.List(names)}.");

        UsageException Missing(string what, string option) =>
            new($"{path}: expected a column with {what}; {ColumnNames.List(names)}. Choose with {option}.");
    }

    /// <summary>Names that somebody chose, and the options that choose.</summary>
    internal sealed record Choice(string? Id, string? Title, IReadOnlyList<string>? Texts, string IdOption, string TextOption);
}
