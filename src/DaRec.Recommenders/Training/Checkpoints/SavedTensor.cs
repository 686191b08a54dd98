namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>Where a tensor's bytes come from and go to.</summary>
/// <param name="Name">Its part, a slash, and its name there.</param>
/// <param name="Type">A <see cref="TorchSharp.torch.ScalarType"/>.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record SavedTensor(string Name, string Type, long[] Shape);
