using System.Globalization;
using DaRec.Embeddings;

namespace DaRec.Cli.Encoders;

/// <summary>What there is to say about texts before they are encoded.</summary>
internal static class EncodeNotes
{
    /// <summary>Says what a table has become.</summary>
    public static void WriteDone(CliContext context, string file, EmbeddingManifest manifest)
    {
        var missing = manifest.MissingCount > 0
            ? string.Create(CultureInfo.InvariantCulture, $"; {manifest.MissingCount} without a text hold {(manifest.MissingTexts == "zeros" ? "zeros" : "the mean of the others")}")
            : "";
        context.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{file}: {manifest.Count} rows of width {manifest.Width}, {manifest.ElementType}, {manifest.Model}{missing}."));
    }

    /// <summary>Says how many rows were added, have no text, or were left out.</summary>
    public static void Write(CliContext context, IReadOnlyList<EncodeTexts> texts)
    {
        foreach (var kind in texts.Where(kind => kind.Added > 0))
        {
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"note: {kind.Added} {kind.Name}s have a text and no training interaction; they follow the others in {kind.Name}s.tsv."));
        }

        foreach (var kind in texts.Where(kind => kind.Missing > 0))
        {
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"warning: {kind.Missing} of {kind.Texts.Count} {kind.Name}s have no text."));
        }

        foreach (var kind in texts.Where(kind => kind.Skipped > 0))
        {
            context.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"note: {kind.Skipped} texts are of {kind.Name}s that the data do not have, and were left out."));
        }
    }
}
