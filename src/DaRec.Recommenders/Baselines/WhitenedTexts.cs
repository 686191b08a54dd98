using DaRec.Embeddings;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Baselines;

/// <summary>Texts in coordinates of their leading principal components, each of which has variance 1.</summary>
internal static class WhitenedTexts
{
    private const double LeastShare = 1e-7; // of the largest variance; a smaller one is rounding

    /// <summary>(t − t̄) V D^−½ with the k largest eigenvalues D of the covariance and their vectors V; float32, shape (n, k).</summary>
    /// <param name="table">t, finite, at least two rows, shape (n, e).</param>
    /// <param name="width">Largest k ≥ 1; fewer where the rows vary in fewer directions.</param>
    /// <param name="other">Another table of that width, in the same coordinates about its own mean; null for none.</param>
    public static (Tensor Table, Tensor? Other) Of(FrozenEmbeddings table, int width, FrozenEmbeddings? other)
    {
        using var scope = NewDisposeScope();
        var rows = Centered(table);
        var (values, vectors) = linalg.eigh(rows.t().mm(rows).div_(Held(Math.Max(1, table.Count - 1)))); // ascending
        var varied = HostReads.ToInt64(values.gt(values.max().mul(Held(LeastShare))).sum());
        var kept = Math.Min(width, Math.Max(1, varied));
        var variances = values.narrow(0, values.size(0) - kept, kept).clamp_min(Held(double.Epsilon));
        var basis = vectors.narrow(1, values.size(0) - kept, kept).div(variances.sqrt()); // (e, k)
        return (Project(rows), other is null ? null : Project(Centered(other)));

        Tensor Project(Tensor from) => from.mm(basis).to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    private static Tensor Centered(FrozenEmbeddings table)
    {
        var rows = table.Block(0, table.Count, ScalarType.Float64, CPU);
        return rows.sub_(rows.mean([0L], keepdim: true));
    }
}
