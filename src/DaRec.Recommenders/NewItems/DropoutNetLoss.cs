using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>The loss of DropoutNet: how far the network's scores are from the trained ones.</summary>
internal static class DropoutNetLoss
{
    /// <summary>The mean squared difference over both halves of the items, a scalar.</summary>
    /// <param name="mappedUsers">What the network makes of the users, shape (b, w').</param>
    /// <param name="mappedItems">What it makes of b items of theirs, then of b other ones, shape (2 b, w').</param>
    /// <param name="users">Trained vectors of the users, shape (b, w).</param>
    /// <param name="items">Trained vectors of the items, shape (2 b, w).</param>
    public static Tensor Compute(Tensor mappedUsers, Tensor mappedItems, Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        return Scores(mappedUsers, mappedItems).sub(Scores(users, items)).pow(Held(2)).mean().MoveToOuterDisposeScope();
    }

    private static Tensor Scores(Tensor users, Tensor items) => users.repeat(2, 1).mul(items).sum(1L); // (2 b)
}
