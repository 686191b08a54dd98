using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Losses;

/// <summary>Measures how far the shared and the specific part of the same row are from being orthogonal.</summary>
/// <remarks>
/// Start at <c>ByOperators</c>: the form in one pass must equal it in value and gradient.
/// One side of PAPER term 1:
/// <code>L_or = 1/n Σᵢ cos²(spᵢ, shᵢ)</code>
/// In [0, 1]; 0 when every pair is orthogonal, 1 when every pair is parallel. A zero row counts as orthogonal. Rows of 16 bits are computed
/// with in float32.
/// The total loss adds the collaborative and the language side. Cost: O(n d).
/// On the CPU the gradient has no gradient of its own: second derivatives are not supported.
/// </remarks>
/// <example>
/// <code>
/// using var loss = new OrthogonalityLoss();
/// using var value = loss.call(shared, specific);                 // (n, d) each
/// value.backward();
/// </code>
/// </example>
public sealed class OrthogonalityLoss : ParameterLessModule<Tensor, Tensor, Tensor>
{
    /// <summary>Creates the loss; it has no options.</summary>
    public OrthogonalityLoss()
        : base(NativeTorch.Loaded(nameof(OrthogonalityLoss)))
    {
    }

    /// <summary>The mean squared cosine of matching rows, a scalar.</summary>
    /// <param name="shared">Shared parts, shape (n, d).</param>
    /// <param name="specific">Specific parts of the same rows, shape (n, d).</param>
    /// <exception cref="ArgumentException">Shapes or types that do not fit; on the CPU, a row with NaN or infinity, which the message names.</exception>
    public override Tensor forward(Tensor shared, Tensor specific)
    {
        Guard.Matrix(shared);
        Guard.Matrix(specific);
        using var scope = NewDisposeScope();
        (shared, specific) = (Rows.Widen(shared), Rows.Widen(specific));
        Guard.SameShape(shared, specific);
        var value = shared.device_type == DeviceType.CPU ? InOnePass(shared, specific) : ByOperators(shared, specific);
        return FiniteLoss.Checked(value, (shared, nameof(shared)), (specific, nameof(specific))).MoveToOuterDisposeScope();
    }

    internal static Tensor ByOperators(Tensor shared, Tensor specific)
    {
        using var scope = NewDisposeScope();
        var cosines = Rows.Normalize(shared).mul(Rows.Normalize(specific)).sum(1L); // (n)
        return cosines.pow(Held(2)).mean().MoveToOuterDisposeScope();
    }

    private static Tensor InOnePass(Tensor shared, Tensor specific)
    {
        using var scope = NewDisposeScope();
        var needed = (PrecomputedGradient.IsNeeded(shared), PrecomputedGradient.IsNeeded(specific));
        var (value, gradientA, gradientB) = OrthogonalityKernel.ValueAndGradient(shared.detach(), specific.detach(), needed);
        return PrecomputedGradient.Attach(value, (shared, gradientA), (specific, gradientB)).MoveToOuterDisposeScope();
    }
}
