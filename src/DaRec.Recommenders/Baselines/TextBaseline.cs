using DaRec.Embeddings;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Baselines;

/// <summary>The base class of the baselines: it holds the texts of users and items and the penalty on the weights.</summary>
public abstract class TextBaseline : TextMethod
{
    private readonly double _penalty;

    private protected TextBaseline(string name, Backbone backbone, Dataset data, double penalty)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        if (data.UserEmbeddings is null && data.ItemEmbeddings is null)
        {
            throw new ArgumentException("Expected data with embeddings of the items, the users or both, got neither.", nameof(data));
        }

        if (data.UserEmbeddings is { } users && data.ItemEmbeddings is { } items && users.Width != items.Width)
        {
            throw new ArgumentException(
                $"Expected texts of one width, got {users.Width} for the users and {items.Width} for the items.", nameof(data));
        }

        Backbone.EnsureFits(backbone, data);
        (UserTexts, ItemTexts, UserCount, ItemCount, _penalty) =
            (data.UserEmbeddings, data.ItemEmbeddings, data.UserCount, data.ItemCount, penalty);
        TextWidth = (UserTexts ?? ItemTexts)!.Width;
    }

    private protected FrozenEmbeddings? UserTexts { get; }

    private protected FrozenEmbeddings? ItemTexts { get; }

    private protected long UserCount { get; }

    private protected long ItemCount { get; }

    private protected int TextWidth { get; }

    /// <summary>λ Σ θ² over the module's own weights, a scalar in the caller's dispose scope; null where it has no weight.</summary>
    private protected Tensor? Penalize()
    {
        return _penalty == 0 ? null : parameters().Select(weight => weight.square().sum()).Aggregate((a, b) => a.add(b)).mul(Held(_penalty));
    }

    // The weighted term and the penalty, as what a step adds to the loss.
    private protected TextMethodLosses Total(string name, Tensor term, double weight)
    {
        var total = term.mul(Held(weight));
        return new TextMethodLosses
        {
            Total = (Penalize() is { } penalty ? total.add(penalty) : total).MoveToOuterDisposeScope(),
            Terms = [KeyValuePair.Create(name, term.MoveToOuterDisposeScope())],
        };
    }
}
