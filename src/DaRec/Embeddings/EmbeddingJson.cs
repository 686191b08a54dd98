using System.Text.Json.Serialization;
using DaRec.Embeddings.Reduction;

namespace DaRec.Embeddings;

/// <summary>Reads and writes what lies beside tables without reflection, so that programs can be trimmed and compiled ahead of time.</summary>
[JsonSerializable(typeof(EmbeddingManifest))]
[JsonSerializable(typeof(ReductionDescription))]
internal sealed partial class EmbeddingJson : JsonSerializerContext;
