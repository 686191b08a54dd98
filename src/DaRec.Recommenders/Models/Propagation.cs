using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The embeddings that a backbone makes of its id embeddings in one pass.</summary>
/// <remarks>
/// A backbone whose own loss needs more than E^C derives a class from this one, with a property for each further tensor, and lists these
/// tensors in <see cref="Others"/>.
/// </remarks>
public class Propagation : IDisposable
{
    /// <summary>E^C of all users, then all items, shape (n_u + n_i, d): the embeddings that are ranked and aligned.</summary>
    public required Tensor Embeddings { get; init; }

    /// <summary>The tensors of a derived class, disposed and moved with the embeddings. Default: none.</summary>
    protected virtual IEnumerable<Tensor> Others => [];

    /// <summary>Moves the embeddings and all other tensors to the outer dispose scope.</summary>
    /// <returns>This object.</returns>
    public Propagation MoveToOuterDisposeScope()
    {
        foreach (var tensor in Others.Prepend(Embeddings))
        {
            tensor.MoveToOuterDisposeScope();
        }

        return this;
    }

    /// <summary>Disposes the embeddings and all other tensors.</summary>
    public void Dispose()
    {
        foreach (var tensor in Others.Prepend(Embeddings))
        {
            tensor.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
