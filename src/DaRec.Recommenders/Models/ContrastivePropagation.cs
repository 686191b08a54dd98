using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The embeddings of <see cref="Sgl"/> and <see cref="SimGcl"/> with the two views that their loss contrasts.</summary>
internal sealed class ContrastivePropagation : Propagation
{
    /// <summary>E′, the first view, shape (n_u + n_i, d); null outside of training.</summary>
    public Tensor? FirstView { get; init; }

    /// <summary>E″, the second view, shape (n_u + n_i, d); null outside of training.</summary>
    public Tensor? SecondView { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor> Others => new[] { FirstView, SecondView }.OfType<Tensor>();
}
