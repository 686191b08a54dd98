using DaRec.Data;
using DaRec.Recommenders.Graphs;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>The inverse that all relatives of EASE need.</summary>
internal static class RidgeInverse
{
    /// <summary>P = (XᵀX + λ I)⁻¹, float32, shape (n_i, n_i).</summary>
    /// <remarks>
    /// By Cholesky's decomposition, O(n_i³). Where there are fewer users than items, by that of the users:
    /// <code>P = (I − Xᵀ (X Xᵀ + λ I)⁻¹ X) / λ</code>
    /// which takes O(n_u³ + n_i · interactions).
    /// </remarks>
    /// <param name="train">X.</param>
    /// <param name="penalty">λ &gt; 0.</param>
    /// <exception cref="ArgumentException">A λ so small that the matrix cannot be inverted.</exception>
    public static Tensor Of(Interactions train, double penalty) =>
        train.UserCount < train.ItemCount ? ByUsers(train, penalty) : Invert(ItemPairs.Shared(train), penalty);

    /// <summary>The same by the users.</summary>
    internal static Tensor ByUsers(Interactions train, double penalty)
    {
        train.EnsureAtMost(Array.MaxLength, "the inverse by fewer users than items", nameof(train));
        using var scope = NewDisposeScope();
        var inverse = Invert(ItemPairs.Shared(train.Transpose()), penalty); // (n_u, n_u)
        var ones = new float[train.Count];
        Array.Fill(ones, 1);
        using var byItem = SparseMatrix.FromEntries(train.Items, train.ToUsers(), ones, train.ItemCount, train.UserCount); // Xᵀ
        var half = byItem.Multiply(inverse); // Xᵀ (X Xᵀ + λ I)⁻¹
        inverse.Dispose();
        var other = half.t().contiguous();
        half.Dispose();
        var result = byItem.Multiply(other).div_(Held(-penalty));
        result.diagonal().add_(Held(1 / penalty), Held(1));
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>(G + λ I)⁻¹ of a matrix that is disposed here.</summary>
    internal static Tensor Invert(Tensor gram, double penalty)
    {
        using var scope = NewDisposeScope();
        gram.diagonal().add_(Held(penalty), Held(1));
        Tensor root;
        try
        {
            root = linalg.cholesky(gram);
        }
        catch (System.Runtime.InteropServices.ExternalException exception)
        {
            throw new ArgumentException($"Expected a penalty that makes the items' matrix invertible, got {penalty}; give a larger one.", exception);
        }

        gram.Dispose();
        return root.cholesky_inverse().t().MoveToOuterDisposeScope(); // it is symmetric and comes by columns: this way it lies by rows
    }
}
