using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.NewItems;

/// <summary>The two contrasts of CLCRec.</summary>
internal static class ClcRecLoss
{
    /// <summary>The weighted mean over interactions, a scalar.</summary>
    /// <param name="users">Vectors of the users, shape (b, w).</param>
    /// <param name="items">Vectors of their items, shape (b, w).</param>
    /// <param name="contents">What the items' texts give, shape (b, w).</param>
    /// <param name="otherItems">Vectors of the items that are contrasted with, shape (m, w).</param>
    /// <param name="otherContents">What their texts give, shape (m, w).</param>
    /// <param name="isContent">Which items the second contrast takes from their texts, bool, shape (b + m, 1).</param>
    /// <param name="options">τ and λ.</param>
    public static Tensor Compute(
        Tensor users, Tensor items, Tensor contents, Tensor otherItems, Tensor otherContents, Tensor isContent, ClcRecOptions options)
    {
        using var scope = NewDisposeScope();
        var mixed = where(isContent, cat([contents, otherContents], 0), cat([items, otherItems], 0)); // (b + m, w)
        var count = users.size(0);
        var content = Contrast(Unit(items), Unit(contents), Unit(otherContents), options.Temperature);
        var user = Contrast(users, mixed.narrow(0, 0, count), mixed.narrow(0, count, otherItems.size(0)), options.Temperature);
        return content.mul(Held(options.ContentWeight)).add(user.mul(Held(1 - options.ContentWeight))).MoveToOuterDisposeScope();
    }

    // −mean log e^{⟨a, p⟩/τ} / (e^{⟨a, p⟩/τ} + Σ e^{⟨a, n⟩/τ})
    private static Tensor Contrast(Tensor anchors, Tensor positives, Tensor negatives, double temperature)
    {
        var positive = anchors.mul(positives).sum(1, keepdim: true).div(Held(temperature)); // (b, 1)
        var negative = anchors.mm(negatives.t()).div(Held(temperature)); // (b, m)
        return cat([positive, negative], 1).logsumexp(1).sub(positive.squeeze(1)).mean();
    }

    private static Tensor Unit(Tensor rows) => functional.normalize(rows, dim: 1);
}
