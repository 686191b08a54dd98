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
        using var scope = NewDisposeScope();
        _ids = Parameter(cat([Xavier(UserCount, width, generator), Xavier(ItemCount, width, generator)], 0));
        _ids.DetachFromDisposeScope();
    }

    /// <summary>Number of users n_u.</summary>
    public int UserCount { get; }

    /// <summary>Number of items n_i.</summary>
    public int ItemCount { get; }

    /// <summary>Width d of the embeddings.</summary>
    public int Width { get; }

    /// <summary>The trainable id embeddings of users, then items, shape (n_u + n_i, d).</summary>
    public Tensor Ids => _ids;

    /// <summary>The embeddings E^C of this step.</summary>
    /// <param name="ids">The id embeddings, or what an aligner injected into them, shape (n_u + n_i, d).</param>
    /// <returns>A new tensor, shape (n_u + n_i, d).</returns>
    public abstract Tensor Propagate(Tensor ids);

    /// <summary>The model's own loss on a batch, a scalar.</summary>
    /// <param name="representations">What is ranked: E^C, or what an aligner made of it; users, then items.</param>
    /// <param name="batch">Users, their items, and items that are not theirs.</param>
    public abstract Tensor Loss(Tensor representations, TripletBatch batch);

    private static Tensor Xavier(int rows, int width, Generator? generator)
    {
        var bound = Math.Sqrt(6.0 / (rows + width));
        return rand(rows, width, dtype: ScalarType.Float32, device: generator?.device ?? CPU, generator: generator)
            .cpu().mul(2 * bound).sub(bound);
    }
}
