using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.NewItems;

/// <summary>The items that lean on their texts, by how much, and where their texts place them.</summary>
/// <remarks><code>row = (1 − l) trained + l s placed,   l = 1 − c/(R + 1)</code></remarks>
/// <param name="Numbers">The items, ascending, int64, (p).</param>
/// <param name="Lean">l, float32, (p, 1).</param>
/// <param name="Placed">l · placed at level 1, float32, (p, w).</param>
internal sealed record LeaningItems(Tensor Numbers, Tensor Lean, Tensor Placed)
{
    /// <summary>No items.</summary>
    public static LeaningItems None(long width) => new(zeros(0, dtype: ScalarType.Int64), zeros(0, 1), zeros(0, width));

    /// <summary>l of an item with so many interactions.</summary>
    public static float LeanOf(int count, int rareInteractions) => 1 - ((float)count / (rareInteractions + 1));

    /// <summary>What a column of such an item is multiplied by whose placed value is the trained one times a factor.</summary>
    public static float Factor(int count, int rareInteractions, float placed)
    {
        var lean = LeanOf(count, rareInteractions);
        return 1 - lean + (lean * placed);
    }

    /// <summary>What they keep of their trained rows, (p, w).</summary>
    public Tensor Kept(Tensor trained) => trained.index_select(0, Numbers).mul(Lean.neg().add(Held(1), Held(1)));

    /// <summary>The whole table with their rows at a level; all others bit for bit as they were.</summary>
    public Tensor Place(Tensor trained, float level)
    {
        using var scope = NewDisposeScope();
        var rows = Kept(HostReads.ToCpu(trained).to(ScalarType.Float32)).add(Placed, alpha: Held(level));
        return trained.index_copy(0, Numbers.to(trained.device), rows.to(trained.dtype, trained.device)).MoveToOuterDisposeScope();
    }
}
