using static TorchSharp.torch;

namespace DaRec;

/// <summary>What users and items are ranked with: the score of user u for item i is the inner product of their rows.</summary>
public sealed class RankedEmbeddings : IDisposable
{
    internal RankedEmbeddings(Tensor users, Tensor items) => (Users, Items) = (users, items);

    /// <summary>A row for each user, shape (n_u, w).</summary>
    public Tensor Users { get; }

    /// <summary>A row for each item, shape (n_i, w).</summary>
    public Tensor Items { get; }

    /// <summary>Takes both tensors out; they are disposed with this object or one by one.</summary>
    /// <param name="users">Shape (n_u, w).</param>
    /// <param name="items">Shape (n_i, w).</param>
    public void Deconstruct(out Tensor users, out Tensor items) => (users, items) = (Users, Items);

    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Users.Dispose();
        Items.Dispose();
    }

    internal RankedEmbeddings MoveToOuterDisposeScope()
    {
        Users.MoveToOuterDisposeScope();
        Items.MoveToOuterDisposeScope();
        return this;
    }
}
