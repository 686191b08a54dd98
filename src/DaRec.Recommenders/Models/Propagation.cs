using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>What a backbone makes of its id embeddings in one pass.</summary>
/// <param name="Embeddings">E^C, users, then items, shape (n_u + n_i, d); what is ranked, aligned and returned to users.</param>
/// <param name="Views">What the model's own loss looks at beside E^C, while training; each model says which. Empty otherwise.</param>
public sealed record Propagation(Tensor Embeddings, params IReadOnlyList<Tensor> Views) : IDisposable
{
    /// <summary>Disposes the embeddings and the views.</summary>
    public void Dispose()
    {
        Embeddings.Dispose();
        foreach (var view in Views)
        {
            view.Dispose();
        }
    }

    internal Propagation MoveToOuterDisposeScope()
    {
        Embeddings.MoveToOuterDisposeScope();
        foreach (var view in Views)
        {
            view.MoveToOuterDisposeScope();
        }

        return this;
    }
}
