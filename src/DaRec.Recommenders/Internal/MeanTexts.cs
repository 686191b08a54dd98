using DaRec.Data;
using DaRec.Recommenders.Graphs;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Internal;

/// <summary>A user as the mean text of the user's training items.</summary>
internal static class MeanTexts
{
    /// <summary>1/|N(u)| Σ_{j ∈ N(u)} t_j, or zeros for a user without items; shape (n_u, e).</summary>
    /// <param name="train">The training interactions.</param>
    /// <param name="items">t, shape (n_i, e).</param>
    public static Tensor Of(Interactions train, Tensor items)
    {
        train.EnsureAtMost(Array.MaxLength, "users' mean texts", nameof(train));
        var users = train.ToUsers();
        float[] shares = [.. users.Select(user => 1f / train.ItemsOf(user).Length)];
        using var means = SparseMatrix.FromEntries(users, train.Items, shares, train.UserCount, train.ItemCount);
        return means.Multiply(items);
    }
}
