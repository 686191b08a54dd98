using DaRec.Cli.Output;
using DaRec.Data;
using DaRec.Text;

namespace DaRec.Cli.Importing;

/// <summary>Writes the files of a data folder.</summary>
internal static class ImportFolder
{
    /// <summary>The names of the files of full texts, where lists show titles.</summary>
    public const string ItemSource = "item_source.tsv";

    /// <summary>Writes them; none is in place before the folder's commit.</summary>
    public static void Write(OutputFolder folder, ImportedData data)
    {
        data.Split.Train.WriteNpz(folder["trn.npz"]);
        foreach (var (part, name) in new[] { (data.Split.Validation, "val.npz"), (data.Split.Test, "tst.npz") })
        {
            if (part.Count > 0)
            {
                part.WriteNpz(folder[name]);
            }
        }

        data.UserIds.Save(folder["users.tsv"]);
        data.ItemIds.Save(folder["items.tsv"]);
        if (data.Items is { } items)
        {
            var (titles, texts) = Rows(items, data.ItemIds);
            TextFile.Write(folder["item_text.tsv"], titles);
            if (!titles.SequenceEqual(texts))
            {
                TextFile.Write(folder[ItemSource], texts);
            }
        }

        if (data.Users is { } users)
        {
            TextFile.Write(folder["user_text.tsv"], Rows(users, data.UserIds).Texts);
        }
    }

    private static (string?[] Titles, string?[] Texts) Rows(Catalogue catalogue, IdMap ids) => (
        [.. ids.Ids.Select(id => catalogue.Of(id) is var (title, text) ? title ?? text : null)],
        [.. ids.Ids.Select(id => catalogue.Of(id).Text)]);
}
