using DaRec.Disentanglement;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>What the terms of a <see cref="DaRecAligner"/> compare, of rows of both sides; row i is the same item or user in each table.</summary>
public sealed class AlignedParts : IDisposable
{
    internal AlignedParts(Tensor embeddings, Tensor texts, DisentangledEmbeddings? collaborative, DisentangledEmbeddings? language) =>
        (Embeddings, Texts, Collaborative, Language) = (embeddings, texts, collaborative, language);

    /// <summary>E^C, shape (m, d_c).</summary>
    public Tensor Embeddings { get; }

    /// <summary>E^L as the terms see it, projected onto leading directions, shape (m, e).</summary>
    public Tensor Texts { get; }

    /// <summary>E_sh^C and E_sp^C; null where the options use no head on this side.</summary>
    public DisentangledEmbeddings? Collaborative { get; }

    /// <summary>E_sh^L and E_sp^L; null where the options use no head on this side.</summary>
    public DisentangledEmbeddings? Language { get; }

    /// <summary>Disposes all tables.</summary>
    public void Dispose()
    {
        Embeddings.Dispose();
        Texts.Dispose();
        Collaborative?.Dispose();
        Language?.Dispose();
    }
}
