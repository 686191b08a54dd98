using DaRec.Data;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>A backbone whose loss is one that ranks, a penalty on its weights and, in some models, terms of its own.</summary>
/// <remarks>
/// <code>L = L_rank + λ Σ θ² + L_own</code>
/// <see cref="BackboneOptions.RankingLoss"/> says which loss ranks.
/// </remarks>
public abstract class PairwiseBackbone : Backbone
{
    private readonly RankingLoss _ranking;
    private readonly double _regularization;

    /// <summary>Creates the id embeddings.</summary>
    /// <param name="name">Name of the module.</param>
    /// <param name="train">Training interactions; their numbers of users and items are those of the embeddings.</param>
    /// <param name="width">Width of the id embeddings, ≥ 1.</param>
    /// <param name="options">The model's settings.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    protected PairwiseBackbone(string name, Interactions train, int width, BackboneOptions options, Generator? generator)
        : base(name, train, width, generator) =>
        (_ranking, _regularization) = (CreateRanking(options, generator), options.Regularization);

    /// <inheritdoc/>
    public sealed override Tensor Loss(Propagation propagation, Tensor representations, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(propagation);
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var loss = _ranking.IsBpr && FusedPairwiseLoss.Takes(representations, Ids)
            ? FusedPairwiseLoss.Apply(representations, Ids, batch, UserCount, _regularization)
            : LossByOperators(representations, batch);
        foreach (var weight in _regularization > 0 ? parameters().Where(parameter => !ReferenceEquals(parameter, Ids)) : [])
        {
            loss = loss.add(weight.pow(Held(2)).sum(), alpha: Held(_regularization));
        }

        return (OwnTerms(propagation, batch) is { } own ? loss.add(own, Held(1)) : loss).MoveToOuterDisposeScope();
    }

    /// <summary>Gives the weighted terms that the model adds to the ranking loss, a scalar; null for none. Default: null.</summary>
    /// <param name="propagation">The result of <see cref="Backbone.Propagate"/> in this step.</param>
    /// <param name="batch">The step's triplets.</param>
    protected virtual Tensor? OwnTerms(Propagation propagation, TripletBatch batch) => null;

    /// <summary>Whether E^C of a row are its id embeddings, or those and what <see cref="Walk"/> visits, and the loss reads a batch's rows alone.</summary>
    internal virtual bool GivesRows => false;

    /// <summary>Whether a training step takes such rows in any case.</summary>
    internal virtual bool NeedsRows => false;

    /// <summary>What E^C of some rows are made of in this step, beside their id embeddings; null for nothing. Default: null.</summary>
    /// <param name="rows">Their numbers.</param>
    internal virtual WalkVisits? Walk(ReadOnlyMemory<int> rows) => null;

    /// <summary>The loss that ranks.</summary>
    internal RankingLossKind Ranks => _ranking.Kind;

    /// <summary>λ.</summary>
    internal double Regularization => _regularization;

    /// <summary>Whether the loss that ranks is BPR in its form for the CPU.</summary>
    private protected bool RanksByRows => _ranking.IsBpr && FusedPairwiseLoss.Takes(Ids, Ids);

    /// <summary>The ranking loss of some rows, without the penalty.</summary>
    /// <param name="rows">E^C, with gradient, contiguous, (m, d).</param>
    /// <param name="batch">Triplets whose users and items are numbers of these rows.</param>
    internal static Tensor RowLoss(Tensor rows, TripletBatch batch) => FusedPairwiseLoss.Apply(rows, rows, batch, userCount: 0, regularization: 0);

    /// <summary>The ranking loss and the penalty on the id embeddings as written, on any device.</summary>
    internal Tensor LossByOperators(Tensor representations, TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        var ranking = _ranking.Of(representations, batch);
        return ranking.add(Ids.pow(Held(2)).sum().mul(Held(_regularization)), Held(1)).MoveToOuterDisposeScope();
    }
}
