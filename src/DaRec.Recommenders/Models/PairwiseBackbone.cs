using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>A backbone trained by <see cref="BprLoss"/> and a penalty on its embeddings.</summary>
public abstract class PairwiseBackbone : Backbone
{
    private readonly BprLoss _ranking = new();
    private readonly double _regularization;

    /// <summary>Creates the id embeddings.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="train">Training interactions.</param>
    /// <param name="width">d ≥ 1.</param>
    /// <param name="regularization">Weight ≥ 0 of the squared length of all id embeddings.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    protected PairwiseBackbone(string name, Interactions train, int width, double regularization, Generator? generator)
        : base(name, train, width, generator)
    {
        if (!double.IsFinite(regularization) || regularization < 0)
        {
            throw new ArgumentOutOfRangeException(nameof(regularization), regularization, "Expected a finite weight ≥ 0.");
        }

        _regularization = regularization;
    }

    /// <inheritdoc/>
    public sealed override Tensor Loss(Tensor representations, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(batch);
        return FusedPairwiseLoss.Takes(representations, Ids)
            ? FusedPairwiseLoss.Apply(representations, Ids, batch, UserCount, _regularization)
            : LossByOperators(representations, batch);
    }

    /// <summary>The same as written, on any device.</summary>
    internal Tensor LossByOperators(Tensor representations, TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        var ranking = _ranking.call(
            representations.index_select(0, batch.Users),
            representations.index_select(0, batch.Positives.add(UserCount)),
            representations.index_select(0, batch.Negatives.add(UserCount)));
        return ranking.add(Ids.square().sum().mul(_regularization)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ranking.Dispose();
        }

        base.Dispose(disposing);
    }
}
