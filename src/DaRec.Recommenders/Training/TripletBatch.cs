using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A batch of b triplets: a user, an item of the user, and an item that is not the user's.</summary>
public sealed class TripletBatch
{
    /// <summary>User numbers, int64, shape (b).</summary>
    public required Tensor Users { get; init; }

    /// <summary>Numbers of items that the users have training interactions with, int64, shape (b).</summary>
    public required Tensor Positives { get; init; }

    /// <summary>Numbers of items that the users have no training interaction with, int64, shape (b).</summary>
    public required Tensor Negatives { get; init; }
}
