using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Models;

/// <summary>A collaborative model: it gives the embeddings of all users and items for a step, and its loss for a batch.</summary>
/// <remarks>Users are rows 0 … n_u − 1 of every table, items follow.</remarks>
public abstract class Backbone : Module
{
    private readonly List<IDisposable> _parts = [];

    [ComponentName(Name = "ids")]
    private readonly Parameter _ids;

    /// <summary>Creates the id embeddings, Xavier-uniform for users and items apart.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="train">Training interactions; their counts size the tables.</param>
    /// <param name="width">d ≥ 1.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    protected Backbone(string name, Interactions train, int width, Generator? generator)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        UserCount = train.UserCount;
        ItemCount = train.ItemCount;
        Width = width;
        _ids = Parameters.Create(() => cat([Table(UserCount), Table(ItemCount)], 0));

        Tensor Table(int rows) => Parameters.XavierDraws(rows, width, generator);
    }

    /// <summary>Number of users n_u.</summary>
    public int UserCount { get; }

    /// <summary>Number of items n_i.</summary>
    public int ItemCount { get; }

    /// <summary>Width of the id embeddings.</summary>
    public int Width { get; }

    /// <summary>Width d of E^C.</summary>
    public virtual int EmbeddingWidth => Width;

    /// <summary>The trainable id embeddings of users, then items, shape (n_u + n_i, width).</summary>
    public Tensor Ids => _ids;

    /// <summary>The embeddings E^C of this step and, in training mode, what else the model's loss looks at.</summary>
    /// <param name="ids">The id embeddings, or what was injected into them, shape (n_u + n_i, width).</param>
    /// <returns>New tensors, to be disposed by the caller.</returns>
    public abstract Propagation Propagate(Tensor ids);

    /// <summary>The model's own loss on a batch, a scalar.</summary>
    /// <param name="propagation">What <see cref="Propagate"/> gave in this step.</param>
    /// <param name="representations">What is ranked: E^C, or what was made of it; users, then items.</param>
    /// <param name="batch">Users, their items, and items that are not theirs.</param>
    public abstract Tensor Loss(Propagation propagation, Tensor representations, TripletBatch batch);

    /// <summary>As the overload with representations, where E^C itself is ranked.</summary>
    /// <param name="propagation">What <see cref="Propagate"/> gave in this step.</param>
    /// <param name="batch">Users, their items, and items that are not theirs.</param>
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
