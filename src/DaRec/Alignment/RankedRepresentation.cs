using DaRec.Disentanglement;
using DaRec.Evidence;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>What enters the backbone, what its loss sees, and what is ranked, as <see cref="RankingOptions"/> say.</summary>
internal sealed class RankedRepresentation(
    RankingOptions options,
    AlignedTexts texts,
    TextEvidence? evidence,
    DisentanglingHead? collaborativeHead,
    DisentanglingHead? languageHead)
{
    /// <summary>e⁰ = id + E_sh^L where texts are injected; the ids otherwise.</summary>
    public Tensor Inject(Tensor ids)
    {
        if (options.Mode != RankingMode.InjectedTexts)
        {
            return ids.alias();
        }

        using var scope = NewDisposeScope();
        return ids.add(texts.Project(languageHead!.Shared, ids.size(1), ids), Held(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Both parts of the collaborative head where they are ranked; the embeddings otherwise.</summary>
    public Tensor Fuse(Tensor embeddings)
    {
        if (options.Mode is not (RankingMode.ConcatenatedHeads or RankingMode.SummedHeads))
        {
            return embeddings.alias();
        }

        using var scope = NewDisposeScope();
        var parts = collaborativeHead!.call(Rows.Widen(embeddings));
        var fused = options.Mode == RankingMode.SummedHeads ? parts.Shared.add(parts.Specific, Held(1)) : cat([parts.Shared, parts.Specific], 1);
        return fused.MoveToOuterDisposeScope();
    }

    /// <summary>The fused embeddings, with the text score's columns where there are any.</summary>
    public RankedEmbeddings Represent(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        return Append(Fuse(users), Fuse(items)).MoveToOuterDisposeScope();
    }

    /// <summary>As the overload with both apart, users then items in one table.</summary>
    public Tensor Represent(Tensor embeddings, long userCount)
    {
        using var scope = NewDisposeScope();
        var fused = Fuse(embeddings);
        if (!AppendsTexts)
        {
            return fused.MoveToOuterDisposeScope();
        }

        var (users, items) = Append(fused.narrow(0, 0, userCount), fused.narrow(0, userCount, fused.size(0) - userCount));
        return cat([users, items], 0).MoveToOuterDisposeScope();
    }

    private bool AppendsTexts => evidence is not null && options.TextScoreWeight > 0;

    private RankedEmbeddings Append(Tensor users, Tensor items) => AppendsTexts
        ? evidence!.Append(users, items, options.TextScoreWeight)
        : new RankedEmbeddings(users, items, textColumns: 0);
}
