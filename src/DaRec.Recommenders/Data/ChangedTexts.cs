using DaRec.Data;
using DaRec.Embeddings;

namespace DaRec.Recommenders.Data;

/// <summary>Warnings where embeddings were made of other texts than lie beside them.</summary>
internal static class ChangedTexts
{
    /// <summary>Compares a table with the file that its manifest names, where that is one of the folder.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="tablePath">Path of the table; null for none.</param>
    /// <param name="table">The table; null for none.</param>
    /// <param name="kind">"item" or "user".</param>
    /// <param name="ids">Ids of the rows; null where they have numbers alone.</param>
    public static IEnumerable<string> Warnings(
        string directory, string? tablePath, FrozenEmbeddings? table, string kind, IdMap? ids)
    {
        // What a list shows need not be what was embedded: only where no file is named is it taken for that.
        if (table?.Manifest is not { } manifest || TextFile(directory, manifest, kind) is not { } path)
        {
            yield break;
        }

        var (textFile, embeddingFile) = (Path.GetFileName(path), Path.GetFileName(tablePath));
        string? problem = null;
        try
        {
            var texts = NumberedTexts.Read(path, (int)Math.Min(table.Count, Interactions.MaxCount), ids);
            if (EmbeddingManifest.HashTexts(texts) != manifest.TextHash)
            {
                problem = $"{textFile} is not what {embeddingFile} was made of: its texts have changed since, so embed them anew.";
            }
        }
        catch (InvalidDataException exception)
        {
            problem = $"{embeddingFile} could not be compared with its texts: {exception.Message}";
        }

        if (problem is not null)
        {
            yield return problem;
        }
    }

    /// <summary>Path of the texts of a table; null where they are not in the folder, or not in a form of the folder's.</summary>
    private static string? TextFile(string directory, EmbeddingManifest manifest, string kind)
    {
        string[] candidates = [$"{kind}_source.tsv", $"{kind}_text.tsv"];
        var name = manifest.TextFile is { } named
            ? candidates.FirstOrDefault(candidate => candidate == named)
            : candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(directory, candidate)));
        return name is not null && Path.Combine(directory, name) is var path && File.Exists(path) ? path : null;
    }
}
