using DaRec.Internal;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>
/// Bayesian personalised ranking (Rendle et al., 2009): a user's item should score higher than an item that is not the user's.
/// </summary>
/// <remarks><code>L = −1/b Σ log σ(⟨u, i⁺⟩ − ⟨u, i⁻⟩)</code> Rows of 16 bits are computed with in float32. Cost: O(b d).</remarks>
/// <example>
/// <code>
/// using var loss = new BprLoss();
/// using var value = loss.call(users, taken, others);             // (b, d) each
/// value.backward();
/// </code>
/// </example>
public sealed class BprLoss : ParameterLessModule<Tensor, Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss; it has no settings.</summary>
    public BprLoss()
        : base(NativeTorch.Loaded(nameof(BprLoss)))
    {
    }

    /// <summary>The mean over triplets, a scalar.</summary>
    /// <param name="users">Representations of the users, shape (b, d).</param>
    /// <param name="positives">Representations of items of these users, shape (b, d).</param>
    /// <param name="negatives">Representations of items that are not theirs, shape (b, d).</param>
    /// <exception cref="ArgumentException">Shapes or types that do not fit, or no row; on the CPU, a row with NaN or infinity, which the message names.</exception>
    public override Tensor forward(Tensor users, Tensor positives, Tensor negatives)
    {
        Guard.Matrix(users);
        Guard.Matrix(positives);
        Guard.Matrix(negatives);
        using var scope = NewDisposeScope();
        (users, positives, negatives) = (Rows.Widen(users), Rows.Widen(positives), Rows.Widen(negatives));
        Guard.SameShape(users, positives);
        Guard.SameShape(users, negatives);
        var margins = users.mul(positives.sub(negatives)).sum(1L); // (b)

        if (margins.device_type == DeviceType.CPU)
        {
            // An infinite margin may have a finite loss, but has no gradient.
            FiniteLoss.Checked(
                margins.detach().abs().amax(), (users, nameof(users)), (positives, nameof(positives)), (negatives, nameof(negatives)));
        }

        return MetaForms.LogSigmoid(margins).mean().neg().MoveToOuterDisposeScope();
    }
}
