using System.Text.Json.Serialization;

namespace DaRec.Serving.Files;

/// <summary>Reads and writes manifests without reflection, so that programs can be trimmed and compiled ahead of time.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RecommenderManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
