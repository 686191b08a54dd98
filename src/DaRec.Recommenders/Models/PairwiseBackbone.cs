using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>A backbone whose loss is <see cref="BprLoss"/>, a penalty on its weights and, in some models, terms of its own.</summary>
/// <remarks><code>L = L_BPR + λ Σ θ² + L_own</code></remarks>
public abstract class PairwiseBackbone : Backbone
{
    private readonly BprLoss _ranking;
    private readonly double _regularization;

    /// <summary>Creates the id embeddings.</summary>
    /// <param name="name">Name of the module.</param>
    /// <param name="train">Training interactions; their numbers of users and items are those of the embeddings.</param>
    /// <param name="width">Width of the id embeddings, ≥ 1.</param>
    /// <param name="options">The model's settings.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    protected PairwiseBackbone(string name, Interactions train, int width, BackboneOptions options, Generator? generator)
        : base(name, train, width, generator) => (_ranking, _regularization) = (Own(new BprLoss()), options.Regularization);

    /// <inheritdoc/>
    public sealed override Tensor Loss(Propagation propagation, Tensor representations, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(propagation);
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var loss = FusedPairwiseLoss.Takes(representations, Ids)
            ? FusedPairwiseLoss.Apply(representations, Ids, batch, UserCount, _regularization)
            : LossByOperators(representations, batch);
        foreach (var weight in _regularization > 0 ? parameters().Where(parameter => !ReferenceEquals(parameter, Ids)) : [])
        {
            loss = loss.add(weight.square().sum(), alpha: Held(_regularization));
        }

        return (OwnTerms(propagation, batch) is { } own ? loss.add(own) : loss).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the weighted terms that the model adds to the ranking loss, a scalar; null for none. Default: null.</summary>
    /// <param name="propagation">The result of <see cref="Backbone.Propagate"/> in this step.</param>
    /// <param name="batch">The step's triplets.</param>
    protected virtual Tensor? OwnTerms(Propagation propagation, TripletBatch batch) => null;

    /// <summary>The ranking loss and the penalty on the id embeddings as written, on any device.</summary>
    internal Tensor LossByOperators(Tensor representations, TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        var ranking = _ranking.call(
            MetaForms.Select(representations, batch.Users),
            MetaForms.Select(representations, batch.Positives.add(Held(UserCount))),
            MetaForms.Select(representations, batch.Negatives.add(Held(UserCount))));
        return ranking.add(Ids.square().sum().mul(Held(_regularization))).MoveToOuterDisposeScope();
    }
}
