using DaRec.Recommenders.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Alignment;

/// <summary>What brings texts into a recommender's training: DaRec, a baseline, or nothing.</summary>
/// <remarks>
/// A step calls <see cref="Inject"/> before the backbone propagates, <see cref="Represent"/> on what it gives, and
/// <see cref="Align"/> for what is added to the backbone's loss; the weights are the module's parameters. Each of the three does
/// nothing unless it is overridden, so neither trainers nor backbones need to know which method they run.
/// </remarks>
public abstract class TextAlignment(string name) : Module(name)
{
    /// <summary>What enters the backbone's propagation.</summary>
    /// <param name="ids">Id embeddings, users, then items, shape (n_u + n_i, width).</param>
    /// <returns>A new tensor of that shape, to be disposed by the caller.</returns>
    public virtual Tensor Inject(Tensor ids) => ids.alias();

    /// <summary>What is ranked.</summary>
    /// <param name="embeddings">E^C, users, then items, shape (n_u + n_i, d).</param>
    /// <returns>A new tensor, as many rows, to be disposed by the caller.</returns>
    public virtual Tensor Represent(Tensor embeddings) => embeddings.alias();

    /// <summary>What is added to the backbone's loss; null for nothing in this step.</summary>
    /// <param name="embeddings">E^C of this step, with gradient, users, then items, shape (n_u + n_i, d).</param>
    /// <param name="batch">The step's batch.</param>
    public virtual TextLosses? Align(Tensor embeddings, TripletBatch batch) => null;
}
