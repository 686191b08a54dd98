using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Models;

/// <summary>A collaborative model: it gives embeddings of all users and items in each step, and its loss on a batch.</summary>
/// <remarks>
/// In each table, users are rows 0 … n_u − 1, and items follow. A derived class calls <see cref="Module.RegisterComponents"/> at the end
/// of its constructor; without it nothing would be trained, and <see cref="Trainer"/> throws.
/// </remarks>
public abstract class Backbone : Module
{
    private readonly List<IDisposable> _parts = [];

    [ComponentName(Name = "ids")]
    private readonly Parameter _ids;

    /// <summary>Creates the id embeddings, Xavier-uniform, separately for users and items.</summary>
    /// <param name="name">Name of the module.</param>
    /// <param name="train">Training interactions; their numbers of users and items are those of the embeddings.</param>
    /// <param name="width">Width of the id embeddings, ≥ 1.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    protected Backbone(string name, Interactions train, int width, Generator? generator)
        : base(NativeTorch.Loaded(name))
    {
        ArgumentNullException.ThrowIfNull(train);
        train.EnsureNumbered(nameof(train));
        UserCount = train.UserCount;
        ItemCount = train.ItemCount;
        Width = Guard.AtLeast(width, 1);
        _ids = Parameters.Create(() => cat([Table(UserCount), Table(ItemCount)], 0));

        Tensor Table(int rows) => Parameters.XavierDraws(rows, width, generator);
    }

    /// <summary>Takes a table in the place of id embeddings, which is not trained.</summary>
    /// <param name="name">Name of the module.</param>
    /// <param name="train">Training interactions; their numbers of users and items are those of the embeddings.</param>
    /// <param name="table">Float32, all users, then all items, shape (n_u + n_i, width); disposed here.</param>
    private protected Backbone(string name, Interactions train, Tensor table)
        : base(NativeTorch.Loaded(name))
    {
        (UserCount, ItemCount, Width) = (train.UserCount, train.ItemCount, (int)table.size(1));
        _ids = Parameters.Create(() => table, isTrained: false);
        table.Dispose();
    }

    /// <summary>n_u, number of users.</summary>
    public int UserCount { get; }

    /// <summary>n_i, number of items.</summary>
    public int ItemCount { get; }

    /// <summary>Width of the id embeddings.</summary>
    public int Width { get; }

    /// <summary>d, width of E^C. Default: the width of the id embeddings.</summary>
    public virtual int EmbeddingWidth => Width;

    /// <summary>
    /// The trainable id embeddings of all users, then all items, shape (n_u + n_i, width); <see cref="AlphaRec"/> has texts there, which are
    /// not trained.
    /// </summary>
    public Tensor Ids => _ids;

    /// <summary>
    /// Whether the loss is a mean over the batch's triplets, each by itself, plus what does not depend on the batch. Several processes then
    /// compute it on shares of the batch; otherwise each computes it whole. Default false.
    /// </summary>
    public virtual bool IsMeanOverTriplets => false;

    /// <summary>Gives the embeddings E^C of this step and, in training, further tensors that the model's loss needs.</summary>
    /// <param name="ids">
    /// The id embeddings, as a <see cref="Alignment.TextMethod"/> may have changed them, shape (n_u + n_i, width).
    /// </param>
    /// <returns>New tensors, to be disposed by the caller.</returns>
    public abstract Propagation Propagate(Tensor ids);

    /// <summary>Gives the model's own loss on a batch, a scalar with gradient.</summary>
    /// <param name="propagation">The result of <see cref="Propagate"/> in this step.</param>
    /// <param name="representations">E^C, as a <see cref="Alignment.TextMethod"/> may have changed it, all users, then all items.</param>
    /// <param name="batch">The step's triplets.</param>
    public abstract Tensor Loss(Propagation propagation, Tensor representations, TripletBatch batch);

    /// <summary>Gives the model's own loss on a batch with E^C as the representations.</summary>
    /// <param name="propagation">The result of <see cref="Propagate"/> in this step.</param>
    /// <param name="batch">The step's triplets.</param>
    public Tensor Loss(Propagation propagation, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(propagation);
        return Loss(propagation, propagation.Embeddings, batch);
    }

    /// <summary>Throws where a model was made for other numbers of users and items.</summary>
    internal static void EnsureFits(Backbone backbone, Dataset data)
    {
        if (backbone.UserCount != data.UserCount || backbone.ItemCount != data.ItemCount)
        {
            throw new ArgumentException(
                $"Expected a model of {data.UserCount} users and {data.ItemCount} items, " +
                $"got one of {backbone.UserCount} and {backbone.ItemCount}.",
                nameof(backbone));
        }
    }

    /// <summary>Seed of the random numbers that a model draws while training, apart from its initial weights.</summary>
    /// <param name="generator">The model's only source of randomness; null takes the process's default.</param>
    private protected static int SeedOf(Generator? generator) => unchecked((int)(generator ?? Generator.Default).initial_seed());

    /// <summary>The loss that ranks, disposed with the model, for the model's numbers of users and items.</summary>
    private protected RankingLoss CreateRanking(BackboneOptions options, Generator? generator) =>
        Own(new RankingLoss(options.RankingLoss, UserCount, ItemCount, SeedOf(generator)));

    /// <summary>The part itself, disposed with the model: graphs, losses, generators.</summary>
    private protected T Own<T>(T part)
        where T : IDisposable
    {
        _parts.Add(part);
        return part;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _parts.ForEach(part => part.Dispose());
        }

        base.Dispose(disposing);
    }
}
