using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Losses;

/// <summary>Bayesian personalised ranking: a user's item should score above one that is not theirs.</summary>
/// <remarks><code>L = −1/b Σ log σ(⟨u, i⁺⟩ − ⟨u, i⁻⟩)</code> Cost: O(b d).</remarks>
public sealed class BprLoss : ParameterLessModule<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss; it has no options.</summary>
    public BprLoss()
        : base(nameof(BprLoss))
    {
    }

    /// <summary>The mean loss of triplets, a scalar.</summary>
    /// <param name="users">Shape (b, d).</param>
    /// <param name="positives">Items of these users, shape (b, d).</param>
    /// <param name="negatives">Items that are not theirs, shape (b, d).</param>
    public override Tensor forward(Tensor users, Tensor positives, Tensor negatives)
    {
        using var scope = NewDisposeScope();
        var margins = users.mul(positives.sub(negatives)).sum(1L); // (b)
        return functional.softplus(margins.neg()).mean().MoveToOuterDisposeScope();
    }
}
