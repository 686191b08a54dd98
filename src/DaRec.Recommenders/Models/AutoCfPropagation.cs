using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The embeddings of <see cref="AutoCf"/> with the scores by which it chose its masks.</summary>
internal sealed class AutoCfPropagation : Propagation
{
    /// <summary>Noisy scores of all users, then all items, shape (n_u + n_i); null in steps that keep the masks of the last one.</summary>
    public Tensor? Scores { get; init; }

    /// <inheritdoc/>
    protected override IEnumerable<Tensor> Others => Scores is null ? [] : [Scores];
}
