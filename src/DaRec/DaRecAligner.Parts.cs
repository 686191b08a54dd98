using DaRec.Alignment;
using DaRec.Disentanglement;
using static TorchSharp.torch;

namespace DaRec;

/// <content>A look at what the terms compare.</content>
public sealed partial class DaRecAligner
{
    /// <summary>What the terms compare, of all rows that they may draw, for a look at it: nothing here has a gradient.</summary>
    /// <param name="users">E^C of all users, shape (n_u, d_c).</param>
    /// <param name="items">E^C of all items, shape (n_i, d_c).</param>
    /// <param name="rowCount">m ≥ 1, rows drawn at random where there are more; null takes all. Default null.</param>
    /// <param name="seed">Seed of the rows that are drawn. Default 2023.</param>
    /// <returns>The tables, in ascending order of rows, users first, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">A table that does not fit.</exception>
    public AlignedParts Parts(Tensor users, Tensor items, long? rowCount = null, int seed = 2023)
    {
        Tables.CheckApart(users, items);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator((ulong)seed);
        var rows = _rows.Choose(rowCount, CollaborativeTable.Apart(users.detach(), items.detach()), generator);
        return new AlignedParts(
            rows.Collaborative.MoveToOuterDisposeScope(),
            rows.Language.MoveToOuterDisposeScope(),
            Of(_collaborativeHead, rows.Collaborative),
            Of(_languageHead, rows.Language));

        static DisentangledEmbeddings? Of(DisentanglingHead? head, Tensor table) => head?.call(table) is { } parts
            ? new(parts.Shared.MoveToOuterDisposeScope(), parts.Specific.MoveToOuterDisposeScope())
            : null;
    }
}
