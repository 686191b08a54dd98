using System.Text.Json;
using DaRec.Serving;
using DaRec.Serving.Files;

namespace DaRec.Cli.Services;

/// <summary>Folders that <c>export</c> writes and a service loads.</summary>
internal static class ServiceFolder
{
    /// <summary>Within an index's settings: the texts that new items need.</summary>
    public const string TextsKey = "texts";

    /// <summary>Within those: the model that embedded them.</summary>
    public const string ModelKey = "model";

    /// <summary>Loads one.</summary>
    /// <exception cref="UsageException">There is no such folder, or it is none of <c>export</c>.</exception>
    /// <exception cref="InvalidDataException">A file is damaged; the message names it.</exception>
    public static Recommender Load(string directory, string option)
    {
        if (!Directory.Exists(directory))
        {
            throw new UsageException($"There is no folder {directory} to {option}.");
        }

        return File.Exists(Path.Combine(directory, RecommenderManifest.FileName))
            ? Recommender.Load(directory)
            : throw new UsageException(
                $"{option} {directory}: expected a folder that darec export wrote; it has no {RecommenderManifest.FileName}.");
    }

    /// <summary>Throws where a folder cannot be written, before there is work to lose.</summary>
    /// <exception cref="UsageException">A file is there, or a folder with something else.</exception>
    public static void EnsureWritable(string directory, string option)
    {
        if (File.Exists(directory))
        {
            throw new UsageException($"{option} {directory}: that is a file; expected a new folder, or one that darec export wrote.");
        }

        if (Directory.Exists(directory) && !File.Exists(Path.Combine(directory, RecommenderManifest.FileName))
            && Directory.EnumerateFileSystemEntries(directory).Any())
        {
            throw new UsageException(
                $"{option} {directory}: there are other files in it; expected a new or empty folder, or one that darec export wrote.");
        }
    }

    /// <summary>Whether its vectors are in float16.</summary>
    public static bool IsHalf(string directory)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(directory, RecommenderManifest.FileName)));
        return manifest.RootElement.GetProperty("elementType").GetString() == "float16";
    }

    /// <summary>The model whose embeddings new items need; null where nobody said.</summary>
    public static string? TextModel(Recommender recommender) =>
        recommender.Settings is { } settings
            && settings.TryGetProperty(TextsKey, out var texts) && texts.ValueKind == JsonValueKind.Object
            && texts.TryGetProperty(ModelKey, out var model) && model.ValueKind == JsonValueKind.String
            ? model.GetString()
            : null;

    /// <summary>Whether two names are of one folder.</summary>
    public static bool AreSame(string one, string other) => Normal(one) == Normal(other);

    private static string Normal(string path) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}
