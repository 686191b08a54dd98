using System.Text.Json.Serialization;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>How a header is written and read.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
