using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Alignment;

/// <summary>A method that brings texts into a recommender's training: DaRec, a baseline, or none.</summary>
/// <remarks>
/// A training step calls <see cref="Inject"/> before the backbone propagates, <see cref="Represent"/> for what the backbone's own loss
/// sees, and <see cref="Align(Tensor, TripletBatch)"/> for what is added to that loss. Evaluation calls <see cref="Inject"/>, then <see cref="Rank"/>. The
/// weights of the method are the module's parameters. Each member does nothing unless it is overridden. A class that has parameters
/// or modules calls <see cref="Module.RegisterComponents"/> at the end of its constructor.
/// </remarks>
/// <param name="name">Name of the module.</param>
public abstract class TextMethod(string name) : Module(NativeTorch.Loaded(name))
{
    /// <summary>Gives the embeddings that the backbone propagates. Default: the id embeddings.</summary>
    /// <param name="ids">Id embeddings of all users, then all items, shape (n_u + n_i, width).</param>
    /// <returns>A new tensor of that shape, to be disposed by the caller.</returns>
    public virtual Tensor Inject(Tensor ids) => ids.alias();

    /// <summary>Gives the representations that the backbone's own loss sees in a training step. Default: the embeddings.</summary>
    /// <param name="embeddings">E^C of all users, then all items, shape (n_u + n_i, d).</param>
    /// <returns>A new tensor with as many rows, to be disposed by the caller.</returns>
    public virtual Tensor Represent(Tensor embeddings) => embeddings.alias();

    /// <summary>
    /// Gives the representations that are evaluated, ranked and returned to the user. Default: those of <see cref="Represent"/>.
    /// </summary>
    /// <param name="embeddings">E^C of all users, then all items, shape (n_u + n_i, d).</param>
    /// <returns>A new tensor with as many rows, to be disposed by the caller.</returns>
    public virtual Tensor Rank(Tensor embeddings) => Represent(embeddings);

    /// <summary>Gives the losses that are added to the backbone's own; null adds nothing in this step. Default: null.</summary>
    /// <param name="embeddings">E^C of this step, with gradient, all users, then all items, shape (n_u + n_i, d).</param>
    /// <param name="batch">The step's batch.</param>
    public virtual TextMethodLosses? Align(Tensor embeddings, TripletBatch batch) => null;

    /// <summary>The processes among which <see cref="Align(Tensor, TripletBatch)"/> shares its gradient; null where each computes all of it.</summary>
    internal virtual ICommunicator? Communicator => null;

    /// <summary>What <see cref="Rank"/> gives, users and items apart, in memory of their own.</summary>
    /// <param name="embeddings">As there.</param>
    /// <param name="userCount">n_u.</param>
    internal virtual (Tensor Users, Tensor Items) RankApart(Tensor embeddings, long userCount)
    {
        using var scope = NewDisposeScope();
        var ranked = Rank(embeddings);
        return (
            ranked.narrow(0, 0, userCount).clone().MoveToOuterDisposeScope(),
            ranked.narrow(0, userCount, ranked.size(0) - userCount).clone().MoveToOuterDisposeScope());
    }

    /// <summary>Whether a step needs the rows of <see cref="DrawRows"/> alone: nothing changes what the backbone reads or gives.</summary>
    internal virtual bool WorksOnRows => false;

    /// <summary>The rows that the method adds a loss for in this step, to be disposed by the caller; null for none.</summary>
    internal virtual AlignmentRows? DrawRows() => null;

    /// <summary>The losses of those rows.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="users">E^C of the users among them, with gradient.</param>
    /// <param name="items">E^C of the items among them, with gradient.</param>
    internal virtual TextMethodLosses? Align(AlignmentRows rows, Tensor users, Tensor items) => null;
}
