using DaRec.Data;
using DaRec.Text.Records;

namespace DaRec.Cli.Importing;

/// <summary>Reads a file of items or users with their texts.</summary>
internal static class CatalogueReader
{
    private const string Joint = " | ";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="ids">Names that the id's column may have, the first before the others.</param>
    /// <param name="chosen">What somebody chose.</param>
    /// <param name="cancellation">Set by Ctrl+C.</param>
    public static Catalogue Read(
        string path, IReadOnlyList<string?> ids, CatalogueColumns.Choice chosen, CancellationToken cancellation)
    {
        var isChosen = chosen is not { Id: null, Title: null, Texts: null };
        using var records = RecordReader.Open(path, isChosen ? true : null, CatalogueColumns.HasKnownName);
        var columns = records.Names is { } names
            ? CatalogueColumns.Named(path, names, ids, chosen)
            : records.ColumnCount > 1
                ? new CatalogueColumns(0, null, [1])
                : throw new InvalidDataException(
                    $"{path}: expected an id and a text with a tab, comma or semicolon between them; got one column.");
        records.Need(columns.All);
        var map = new IdMap();
        List<string?> titles = [];
        List<string?> texts = [];
        var (lines, blank, repeated) = (0L, 0L, 0L);
        while (records.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            lines++;
            var id = records[columns.Id].Trim();
            if (id.IsEmpty)
            {
                blank++;
                continue;
            }

            if (id.ContainsAny('\t', '\r', '\n'))
            {
                throw records.Error("expected an id without tabs and line breaks");
            }

            if (map.GetOrAdd(id) < texts.Count)
            {
                repeated++;
                continue;
            }

            var text = Join(columns.Texts.Select(column => records[column].Trim().ToString()));
            texts.Add(text);
            titles.Add(columns.Title is { } title ? Join([records[title].Trim().ToString()]) : text);
        }

        var dropped = new Tally();
        dropped.Add("with a blank id", blank);
        dropped.Add("with an id that occurred before", repeated);
        return new Catalogue
        {
            Ids = map,
            Titles = titles,
            Texts = texts,
            LineCount = lines,
            Dropped = dropped,
            Notes = [.. Notes(records, columns)],
        };
    }

    private static IEnumerable<string> Notes(RecordReader records, CatalogueColumns columns)
    {
        if (records.Names is not { } names)
        {
            yield return "no header: the first field is the id, the second the text" +
                (records.ColumnCount > 2 ? "; those after them are ignored" : "");
            yield break;
        }

        yield return $"id '{names[columns.Id]}'" +
            (columns.Title is { } title ? $", title '{names[title]}'" : "") +
            $", text {string.Join(" + ", columns.Texts.Select(column => $"'{names[column]}'"))}";
        string[] others = [.. names.Where((_, at) => !columns.All.Contains(at))];
        if (others.Length > 0)
        {
            yield return $"ignored: {string.Join(", ", others.Select(name => $"'{name}'"))}";
        }
    }

    private static string? Join(IEnumerable<string> texts)
    {
        string[] present = [.. texts.Where(text => !string.IsNullOrWhiteSpace(text))];
        return present.Length == 0 ? null : string.Join(Joint, present);
    }
}
