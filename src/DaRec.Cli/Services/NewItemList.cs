using DaRec.Cli.Importing;
using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Serving;
using static TorchSharp.torch;

namespace DaRec.Cli.Services;

/// <summary>Items that come later: their ids, titles and text embeddings, row by row.</summary>
/// <param name="Ids">Distinct ids.</param>
/// <param name="Titles">A title each; null for none.</param>
/// <param name="Texts">Embeddings, (n, e).</param>
/// <param name="Model">The model that made them; null where nobody said.</param>
internal sealed record NewItemList(IReadOnlyList<string> Ids, IReadOnlyList<string?> Titles, VectorTable Texts, string? Model)
{
    /// <summary>Reads both files; row i of the table belongs to line i of the list.</summary>
    /// <param name="path">Ids and titles: .tsv, .csv, .jsonl or .parquet.</param>
    /// <param name="table">Embeddings: .npy or .safetensors.</param>
    /// <param name="chosen">Which columns somebody chose.</param>
    /// <param name="cancellation">Set by Ctrl+C.</param>
    /// <exception cref="InvalidDataException">A malformed file, an id twice, or another number of rows than of items.</exception>
    public static NewItemList Read(string path, string table, CatalogueColumns.Choice chosen, CancellationToken cancellation)
    {
        var list = CatalogueReader.Read(path, ["id", .. InteractionColumns.KnownItems, "number", "key"], chosen, cancellation);
        if (list.Dropped.Text is { } dropped)
        {
            throw new InvalidDataException(
                $"{path}: expected an id of its own in each line, as rows of {table} are counted by lines; got {dropped}.");
        }

        using var texts = FrozenEmbeddings.Open(table);
        if (texts.Count != list.Ids.Count)
        {
            throw new InvalidDataException(
                $"{table} has {texts.Count} rows, {path} {list.Ids.Count} items; expected a row for each item, in the order of the lines " +
                "(darec encode --in-order makes it).");
        }

        texts.Check().EnsureFinite(table);
        using var rows = texts.Block(0, texts.Count, ScalarType.Float32, CPU);
        return new NewItemList(
            list.Ids.Ids, list.Titles, VectorTable.FromArray(TensorMemory.ToArray<float>(rows), texts.Width), texts.Manifest?.Model);
    }

    /// <summary>Those whose ids a test passes.</summary>
    public NewItemList Where(Predicate<string> isWanted)
    {
        int[] kept = [.. Enumerable.Range(0, Ids.Count).Where(row => isWanted(Ids[row]))];
        return this with
        {
            Ids = [.. kept.Select(row => Ids[row])],
            Titles = [.. kept.Select(row => Titles[row])],
            Texts = Texts.Take(kept),
        };
    }
}
