using System.Text.Json;

namespace DaRec.Serving.Files;

/// <summary>What <c>manifest.json</c> says of a folder.</summary>
internal sealed record RecommenderManifest
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The file's name.</summary>
    public const string FileName = "manifest.json";

    public required int FormatVersion { get; init; }

    public required string DaRecVersion { get; init; }

    public required int Width { get; init; }

    public required int UserCount { get; init; }

    public required int ItemCount { get; init; }

    /// <summary>Of the vectors: float32 or float16.</summary>
    public required string ElementType { get; init; }

    /// <summary>Whether users and items have ids, or else numbers.</summary>
    public required bool HasUserIds { get; init; }

    public required bool HasItemIds { get; init; }

    /// <summary>Kind of the text projection; null for none.</summary>
    public string? TextProjection { get; init; }

    /// <summary>Kind of the fold-in; null for none.</summary>
    public string? FoldIn { get; init; }

    /// <summary>Each file but this one.</summary>
    public required SortedDictionary<string, ManifestFile> Files { get; init; }

    /// <summary>Free-form.</summary>
    public JsonElement? Settings { get; init; }
}
