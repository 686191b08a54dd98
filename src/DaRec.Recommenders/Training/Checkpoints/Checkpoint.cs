using static TorchSharp.torch;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>A training at the end of an epoch: facts about it, and tensors by name.</summary>
/// <param name="Facts">What it is of, and how far it came.</param>
/// <param name="Tensors">Weights, moments and random states; disposed with this object where it was read from a file.</param>
internal sealed record Checkpoint(CheckpointFacts Facts, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <summary>The tensors of a part, by what follows its name.</summary>
    public Dictionary<string, Tensor> Part(string name) => Tensors
        .Where(pair => pair.Key.StartsWith($"{name}/", StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[(name.Length + 1)..], pair => pair.Value);

    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
