using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>What users and items are ranked with: the score of user u for item i is the inner product of their rows.</summary>
public sealed class RankedEmbeddings : IDisposable
{
    /// <summary>Takes over two tables, which are disposed with this object.</summary>
    /// <param name="users">A row for each user, shape (n_u, w).</param>
    /// <param name="items">A row for each item, shape (n_i, w).</param>
    public RankedEmbeddings(Tensor users, Tensor items)
        : this(users, items, textColumns: 0)
    {
        Guard.Matrix(users, minRows: 1, nameof(users));
        Guard.Matrix(items, minRows: 1, nameof(items));
        Guard.Width(items, users.size(1), nameof(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
    }

    internal RankedEmbeddings(Tensor users, Tensor items, int textColumns) => (Users, Items, TextColumns) = (users, items, textColumns);

    /// <summary>A row for each user, shape (n_u, w).</summary>
    public Tensor Users { get; }

    /// <summary>A row for each item, shape (n_i, w).</summary>
    public Tensor Items { get; }

    /// <summary>How many of the last columns are those of the text score, which texts alone decide; 0 without one.</summary>
    public int TextColumns { get; }

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
