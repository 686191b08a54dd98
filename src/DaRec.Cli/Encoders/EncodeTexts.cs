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
internal sealed record EncodeTexts(string Name, IReadOnlyList<string?> Texts, int Missing, int Skipped, IdMap? Ids)
{
    /// <summary>The names that files of a data folder have where they number their lines.</summary>
    private static readonly string[] NumberedFiles = ["item_text.tsv", "user_text.tsv"];

    /// <summary>Reads a file of texts.</summary>
    /// <param name="name">"item" or "user".</param>
    /// <param name="path">The file.</param>
    /// <param name="rows">How the data number and call the rows; null where there are no data.</param>
    /// <param name="options">Columns.</param>
    public static EncodeTexts Read(string name, string path, DataRows? rows, TextFileOptions options)
    {
        var ids = NumberedFiles.Contains(Path.GetFileName(path)) ? null : rows?.Ids;
        var table = TextFile.Read(path, ids is null
            ? options with { Count = rows?.Count }
            : options with { Ids = ids.Ids, SkipUnknown = true });
        return new EncodeTexts(name, table.Texts, table.MissingCount, table.SkippedCount, rows is { AreWritten: false } ? rows.Ids : null);
    }

    /// <summary>Writes profiles of the users of a training part.</summary>
    /// <param name="data">The data.</param>
    /// <param name="items">Text i of item i.</param>
    /// <param name="rows">How the data call their users.</param>
    public static EncodeTexts Profiles(Dataset data, IReadOnlyList<string?> items, DataRows rows)
    {
        Interactions[] heldOut = [.. new[] { data.Validation, data.Test }.OfType<Interactions>()];
        var profiles = new ProfileBuilder(items).Build(data.Train, heldOut);
        return new EncodeTexts("user", profiles, profiles.Count(text => text is null), 0, rows.AreWritten ? null : rows.Ids);
    }
}
