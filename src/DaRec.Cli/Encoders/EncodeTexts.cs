using DaRec.Data;
using DaRec.Recommenders.Data;
using DaRec.Text;

namespace DaRec.Cli.Encoders;

/// <summary>A kind of row whose texts are encoded.</summary>
/// <param name="Name">"item" or "user", as files begin.</param>
/// <param name="Texts">Text i of row i.</param>
/// <param name="Missing">Rows without a text.</param>
/// <param name="Skipped">Texts of ids that the data do not have.</param>
/// <param name="Ids">The ids of the rows where nobody has written them down yet; null elsewhere.</param>
/// <param name="Source">Path of the file that the texts come from.</param>
internal sealed record EncodeTexts(string Name, IReadOnlyList<string?> Texts, int Missing, int Skipped, IdMap? Ids, string Source)
{
    /// <summary>The names that files of a data folder have where they number their lines.</summary>
    private static readonly string[] NumberedFiles = ["item_text.tsv", "item_source.tsv", "user_text.tsv"];

    /// <summary>Rows of the file alone, which follow those that the interactions name.</summary>
    public int Added { get; private init; }

    /// <summary>Reads a file of texts.</summary>
    /// <param name="name">"item" or "user".</param>
    /// <param name="path">The file.</param>
    /// <param name="rows">How the data number and call the rows; null where there are no data.</param>
    /// <param name="options">Columns.</param>
    public static EncodeTexts Read(string name, string path, DataRows? rows, TextFileOptions options)
    {
        var isNumbered = NumberedFiles.Contains(Path.GetFileName(path))
            && (rows is not { Ids: not null } || NumberedTexts.HasNumbers(path, rows.Count));
        var known = isNumbered ? null : rows?.Ids;
        var ids = known is not null && rows!.MayGrow ? WithThoseOf(path, known, options) : known;
        var table = TextFile.Read(path, ids is null
            ? options with { Count = rows?.Count, SkipUnknown = rows is not null }
            : options with { Ids = ids.Ids, SkipUnknown = true });
        var added = ids is null ? 0 : ids.Count - known!.Count;
        var unwritten = added > 0 ? ids : rows is { AreWritten: false } ? rows.Ids : null;
        return new EncodeTexts(name, table.Texts, table.MissingCount, table.SkippedCount, unwritten, path) { Added = added };
    }

    /// <summary>Reads a file of texts whose rows follow its lines, whatever its ids are.</summary>
    /// <param name="name">"item" or "user".</param>
    /// <param name="path">The file.</param>
    /// <param name="options">Columns.</param>
    public static EncodeTexts ReadInOrder(string name, string path, TextFileOptions options)
    {
        string[] ids = [.. TextFile.ReadIds(path, options)];
        if (ids.GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(same => same.Skip(1).Any()) is { Key: var twice })
        {
            throw new InvalidDataException($"{path}: expected each id once; '{twice}' is there twice.");
        }

        var table = TextFile.Read(path, options with { Ids = ids });
        return new EncodeTexts(name, table.Texts, table.MissingCount, Skipped: 0, Ids: null, path);
    }

    private static IdMap WithThoseOf(string path, IdMap known, TextFileOptions options)
    {
        var ids = new IdMap();
        foreach (var id in known.Ids.Concat(TextFile.ReadIds(path, options)))
        {
            ids.GetOrAdd(id);
        }

        return ids;
    }

    /// <summary>Writes profiles of the users of a training part.</summary>
    /// <param name="data">The data.</param>
    /// <param name="items">Text i of item i.</param>
    /// <param name="rows">How the data call their users.</param>
    /// <param name="path">The training part.</param>
    public static EncodeTexts Profiles(Dataset data, IReadOnlyList<string?> items, DataRows rows, string path)
    {
        Interactions[] heldOut = [.. new[] { data.Validation, data.Test }.OfType<Interactions>()];
        var profiles = new ProfileBuilder(items).Build(data.Train, heldOut);
        return new EncodeTexts("user", profiles, profiles.Count(text => text is null), 0, rows.AreWritten ? null : rows.Ids, path);
    }
}
