using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.NewItems;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>EASE of texts, as factors: C predicts each column of F Fᵀ from the other items' texts.</summary>
/// <remarks>
/// <code>
/// C[j, i] = −Q[j, i] / Q[i, i],  C[i, i] = 0,  Q = (F Fᵀ + λ I)⁻¹
/// C[j, i] = ⟨w_j, w_i⟩ / (1 − k_i),  w_i = L⁻¹ f_i,  k_i = ⟨w_i, w_i⟩,  L Lᵀ = FᵀF + λ I
/// </code>
/// where F holds the items' texts, minus their mean over items with training interactions and at unit length. The second line is the first
/// one by Woodbury's identity: it takes O(n_i e² + e³) for the factors, not O(n_i³).
/// </remarks>
internal sealed class TextRegression
{
    /// <summary>Computes the factors; they belong to the caller's dispose scope.</summary>
    /// <param name="texts">As many rows as items, finite.</param>
    /// <param name="train">The training interactions.</param>
    /// <param name="penalty">λ &gt; 0.</param>
    public TextRegression(FrozenEmbeddings texts, Interactions train, double penalty)
    {
        EnsureFit(texts, train);
        using var scope = NewDisposeScope();
        var rows = ItemTextRows.Of(texts, train).to(ScalarType.Float64); // (n_i, e)
        var gram = rows.t().mm(rows);
        gram.diagonal().add_(Held(penalty), Held(1));
        var factors = linalg.solve_triangular(linalg.cholesky(gram), rows.t(), upper: false).t(); // (n_i, e)
        Factors = factors.to(ScalarType.Float32).contiguous().MoveToOuterDisposeScope();
        Squares = factors.pow(Held(2)).sum(1L).MoveToOuterDisposeScope();
    }

    /// <summary>w, float32, shape (n_i, e).</summary>
    public Tensor Factors { get; }

    /// <summary>k, float64, each in [0, 1), shape (n_i).</summary>
    public Tensor Squares { get; }

    /// <summary>C, float32, shape (n_i, n_i).</summary>
    public Tensor Weights()
    {
        using var scope = NewDisposeScope();
        return ItemPairs.ClearDiagonal(Factors.mm(Scaled().t())).MoveToOuterDisposeScope();
    }

    /// <summary>w_i / (1 − k_i), shape (n_i, e): C is the factors times these, but for its diagonal.</summary>
    public Tensor Scaled()
    {
        using var scope = NewDisposeScope();
        return Factors.div(Squares.neg().add_(Held(1), Held(1)).unsqueeze(1).to(ScalarType.Float32)).MoveToOuterDisposeScope();
    }

    /// <summary>Throws where the texts are not those of the items.</summary>
    public static void EnsureFit(FrozenEmbeddings texts, Interactions train)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Count != train.ItemCount)
        {
            throw new ArgumentException($"Expected a text for each of {train.ItemCount} items, got {texts.Count} rows.", nameof(texts));
        }

        texts.Check().EnsureFinite(nameof(texts));
    }
}
