using DaRec.Recommenders.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>Ranks by texts alone: a user is the mean text of the user's training items. Ignores the trained vectors.</summary>
/// <remarks>
/// <code>i = t_i,  u = 1/|N(u)| Σ_{j ∈ N(u)} t_j</code>
/// where t are texts minus the mean text of warm items, at length 1. The floor that any method with training has to beat (Chernov et al.,
/// 2025, let the same means run through layers of a graph). It replaces all rows: the tables are as wide as the texts. Users without
/// training items get zeros.
/// </remarks>
public sealed class TextProfile : NewItemMethod
{
    private protected override RankedEmbeddings Place(NewItemInput input)
    {
        using var scope = NewDisposeScope();
        var users = MeanTexts.Of(input.Data.Train, input.Texts);
        return new RankedEmbeddings(users.to(input.Items.dtype), input.Texts.to(input.Items.dtype, copy: true))
            .MoveToOuterDisposeScope();
    }
}
