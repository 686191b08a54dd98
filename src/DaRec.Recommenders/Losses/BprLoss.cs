using DaRec.Internal;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>
/// Bayesian personalised ranking (Rendle et al., 2009): a user's item should score higher than an item that is not the user's.
/// </summary>
/// <remarks><code>L = −1/b Σ log σ(⟨u, i⁺⟩ − ⟨u, i⁻⟩)</code> Rows of 16 bits are computed with in float32. Cost: O(b d).</remarks>
public sealed class BprLoss : ParameterLessModule<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss; it has no settings.</summary>
    public BprLoss()
        : base(nameof(BprLoss))
    {
    }

    /// <summary>The mean over triplets, a scalar.</summary>
    /// <param name="users">Representations of the users, shape (b, d).</param>
    /// <param name="positives">Representations of items of these users, shape (b, d).</param>
    /// <param name="negatives">Representations of items that are not theirs, shape (b, d).</param>
    public override Tensor forward(Tensor users, Tensor positives, Tensor negatives)
    {
        using var scope = NewDisposeScope();
        var margins = Rows.Widen(users).mul(Rows.Widen(positives).sub(Rows.Widen(negatives))).sum(1L); // (b)
        return MetaForms.LogSigmoid(margins).mean().neg().MoveToOuterDisposeScope();
    }
}
