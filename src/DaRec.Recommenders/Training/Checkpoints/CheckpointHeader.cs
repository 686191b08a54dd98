using System.Text.Json.Serialization;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>The JSON at the start of a checkpoint's file.</summary>
internal sealed record CheckpointHeader
{
    /// <summary>What it says.</summary>
    public required CheckpointFacts Facts { get; init; }

    /// <summary>Its tensors, in the order of their bytes.</summary>
    public required IReadOnlyList<SavedTensor> Tensors { get; init; }
}

/// <summary>Where a tensor's bytes come from and go to.</summary>
/// <param name="Name">Its part, a slash, and its name there.</param>
/// <param name="Type">A <see cref="TorchSharp.torch.ScalarType"/>.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record SavedTensor(string Name, string Type, long[] Shape);

/// <summary>How a header is written and read.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(CheckpointHeader))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
