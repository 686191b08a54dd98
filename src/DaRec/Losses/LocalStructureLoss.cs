using DaRec.Clustering;
using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Losses;

/// <summary>Measures how far the preference centres of both sides are from matching one to one.</summary>
/// <remarks>
/// Start at <c>ByOperators</c>: the form in one pass must equal it in value and gradient.
/// PAPER term 4: centres are matched (see <see cref="CenterMatching"/>), and in the matched order, with Sᵢⱼ = cos(C_Aⁱ, C_Bʲ),
/// <code>L_loc = 1/k Σᵢ (Sᵢᵢ − 1)² + 1/(k² − k) Σ_{i≠j} Sᵢⱼ²</code>
/// In [0, 5]; 0 when matched centres are parallel and all others orthogonal; the second sum is 0 for k = 1. The matching
/// carries no gradient. Rows of 16 bits are computed with in float32. Cost: O(k² d), and the matching's O(k² log k) on the host or O(k³).
/// On another device than the CPU, <see cref="MatchingMethod.Optimal"/> reads the k² distances back, and the greedy one nothing.
/// On the CPU the gradient has no gradient of its own: second derivatives are not supported.
/// </remarks>
/// <example>
/// <code>
/// using var clusters = new KMeans(8).Fit(embeddings.detach());
/// using var others = new KMeans(8).Fit(texts);
/// using var loss = new LocalStructureLoss();
/// using var value = loss.call(clusters.CentersOf(embeddings), others.Centers);    // (k, d) each
/// value.backward();
/// </code>
/// </example>
public sealed class LocalStructureLoss : ParameterLessModule<Tensor, Tensor, Tensor>
{
    private readonly MatchingMethod _matching;

    /// <summary>Creates the loss.</summary>
    /// <param name="matching">How centres find their partners. Default <see cref="MatchingMethod.Greedy"/>, the paper's.</param>
    public LocalStructureLoss(MatchingMethod matching = MatchingMethod.Greedy)
        : base(NativeTorch.Loaded(nameof(LocalStructureLoss)))
    {
        _matching = Guard.Defined(matching);
    }

    /// <summary>The mismatch of both sides' centres, a scalar.</summary>
    /// <param name="centersA">Centres of one side, shape (k, d).</param>
    /// <param name="centersB">Centres of the other side in any order, shape (k, d).</param>
    public override Tensor forward(Tensor centersA, Tensor centersB)
    {
        Guard.Matrix(centersA);
        Guard.Matrix(centersB);
        using var scope = NewDisposeScope();
        (centersA, centersB) = (Rows.Widen(centersA), Rows.Widen(centersB));
        Guard.SameShape(centersA, centersB);
        var value = centersA.device_type == DeviceType.CPU
            ? InOnePass(centersA, centersB, CenterMatching.Match(centersA, centersB, _matching))
            : ByOperators(centersA, centersB, CenterMatching.MatchOnDevice(centersA, centersB, _matching));
        return value.MoveToOuterDisposeScope();
    }

    internal static Tensor ByOperators(Tensor centersA, Tensor centersB, Tensor partners)
    {
        using var scope = NewDisposeScope();
        var k = centersA.size(0);
        var similarities = Rows.Cosines(centersA, MetaForms.Select(centersB, partners)); // (k, k)
        var matched = similarities.diagonal().sub(Held(1)).pow(Held(2)).mean();
        if (k == 1)
        {
            return matched.MoveToOuterDisposeScope();
        }

        var others = eye(k, dtype: similarities.dtype, device: similarities.device).neg().add(Held(1), Held(1));
        var unmatched = similarities.mul(others).pow(Held(2)).sum().div(Held((double)k * (k - 1)));
        return matched.add(unmatched, Held(1)).MoveToOuterDisposeScope();
    }

    private static Tensor InOnePass(Tensor centersA, Tensor centersB, long[] partners)
    {
        var needsGradient = PrecomputedGradient.IsNeeded(centersA) || PrecomputedGradient.IsNeeded(centersB);
        var (value, gradientA, gradientB) =
            LocalStructureKernel.ValueAndGradient(centersA.detach(), centersB.detach(), partners, needsGradient);
        return PrecomputedGradient.Attach(value, (centersA, gradientA), (centersB, gradientB));
    }
}
