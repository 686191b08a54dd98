using DaRec.Data;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>Item texts as interactions correct them: near the text where few took the item, and where its users are where many did.</summary>
/// <remarks>
/// <code>
/// min over x, y:  Σ_{u took i} (1 − ⟨x_u, y_i⟩)² + α Σ_{u, i} ⟨x_u, y_i⟩² + λ Σ_u ‖x_u‖² + 2 λ Σ_i ‖y_i − t_i‖²
/// ℓ(u, i) = ⟨p_u (YᵀY + λ/α I)⁻¹, y_i⟩,  p_u = Σⱼ aⱼ yⱼ / Σⱼ aⱼ over the items j of u,  aⱼ = 1/√(1 + cⱼ)
/// </code>
/// Two rounds of alternating least squares from y = t, with α = 20 times the share of pairs that were taken. The ridge whitens: common
/// directions of the texts count no more than telling ones. The users x serve the fit alone; ℓ takes a profile that is linear in the
/// history's items, ranks as well, and folds new users in. Items without interactions keep their texts.
/// </remarks>
internal sealed class CorrectedTexts
{
    private const int Rounds = 2; // further ones change next to nothing where items have few interactions
    private const double UnobservedShare = 20; // from 10 to 40, recall stays within its noise
    private const double PriorRidge = 2;

    private CorrectedTexts(Tensor items, Tensor profiles, Tensor axes, Tensor weights) =>
        (Items, Profiles, Axes, Weights) = (items, profiles, axes, weights);

    /// <summary>y along the axes of YᵀY, float32, (n_i, r).</summary>
    public Tensor Items { get; }

    /// <summary>p of all users along them, float32, (n_u, r).</summary>
    public Tensor Profiles { get; }

    /// <summary>Those axes, strongest first, float64, (r, r).</summary>
    public Tensor Axes { get; }

    /// <summary>What (YᵀY + λ/α I)⁻¹ weighs each of them with, float64, (r), ascending.</summary>
    public Tensor Weights { get; }

    /// <summary>Corrects texts; the tensors belong to the dispose scope.</summary>
    /// <param name="texts">t, float32, (n_i, r).</param>
    /// <param name="training">At least one interaction.</param>
    /// <param name="ridge">λ &gt; 0.</param>
    public static CorrectedTexts Fit(Tensor texts, Interactions training, double ridge)
    {
        using var scope = NewDisposeScope();
        var byItem = training.Transpose();
        var unobserved = UnobservedShare * training.Count / ((double)training.UserCount * training.ItemCount);
        var items = texts;
        for (var round = 0; round < Rounds; round++)
        {
            var users = RidgeRows.Solve(training, items, prior: null, unobserved, ridge);
            items = RidgeRows.Solve(byItem, users, texts, unobserved, PriorRidge * ridge);
        }

        var isNew = TextProfiles.Numbers(training.ItemDegrees()).eq(Held(0L)).unsqueeze(1);
        items = where(isNew, texts, items);
        var (values, axes) = linalg.eigh(items.t().mm(items).to(ScalarType.Float64)); // ascending
        axes = axes.flip(1);
        items = items.mm(axes.to(ScalarType.Float32));
        var weights = values.flip(0).clamp_min(Held(0)).add(Held(ridge / unobserved), Held(1)).reciprocal();
        var profiles = new TextProfiles(items, training.ToUsers(), training.Items.ToArray(), training.UserCount).Means();
        return new CorrectedTexts(
            items.MoveToOuterDisposeScope(), profiles.MoveToOuterDisposeScope(), axes.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
