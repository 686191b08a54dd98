using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A batch of (user, item of theirs, item not theirs), int64, each of shape (b).</summary>
/// <param name="Users">User numbers.</param>
/// <param name="Positives">Item numbers from the training interactions.</param>
/// <param name="Negatives">Item numbers that the user has no training interaction with.</param>
public sealed record TripletBatch(Tensor Users, Tensor Positives, Tensor Negatives);
