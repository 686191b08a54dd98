using DaRec.Data;
using DaRec.Distributed;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Internal;
using DaRec.Recommenders.Training;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>A text method, or none, with a text score beside what it ranks: training is that of the method alone.</summary>
/// <remarks>
/// What is evaluated, ranked and returned has the columns of <see cref="TextEvidence.Append"/>, those that <see cref="DaRecAlignment"/> adds
/// by itself. It shows how much of DaRec's gain another method reaches with the same score.
/// </remarks>
/// <example>
/// <code>
/// using var method = new RlmRecContrastive(backbone, data);      // or null for the backbone alone
/// using var scored = new AppendedTextScore(method, data.ItemEmbeddings!, data.Train);
/// using var result = new Trainer(backbone, data, textMethod: scored).Train();
/// </code>
/// </example>
public sealed class AppendedTextScore : TextMethod
{
    private readonly double _weight;

    [ComponentName(Name = "method")]
    private readonly TextMethod _method;

    /// <summary>Fits a <see cref="TextEvidence"/>, which takes seconds for 10⁵ interactions.</summary>
    /// <param name="method">
    /// The method that is trained; null trains the backbone alone. Disposed with this object. One that ranks with a text score already, as
    /// <see cref="DaRecAlignment"/> does, would have two.
    /// </param>
    /// <param name="itemTexts">E^L of the items at their full width, shape (n_i, e). Not needed afterwards, and not disposed here.</param>
    /// <param name="interactions">The training interactions, at least one, of n_i items.</param>
    /// <param name="weight">w, as in <see cref="TextEvidence.Append"/>, finite and ≥ 0. Default 0.75.</param>
    /// <exception cref="ArgumentException">
    /// A <see cref="DaRecAlignment"/> that adds a score of its own, an invalid weight, or texts and interactions that do not fit.
    /// </exception>
    public AppendedTextScore(
        TextMethod? method, FrozenEmbeddings itemTexts, Interactions interactions, double weight = TextEvidence.DefaultScoreWeight)
        : base(nameof(AppendedTextScore))
    {
        if (method is DaRecAlignment { HasTextScore: true })
        {
            throw new ArgumentException(
                $"Expected a method without a text score, got {nameof(DaRecAlignment)} with {nameof(RankingOptions)}."
                + $"{nameof(RankingOptions.TextScoreWeight)} above 0; set that to the weight, and append nothing.",
                nameof(method));
        }

        _weight = Guard.Weight(weight);
        Evidence = TextEvidence.Fit(itemTexts, interactions);
        _method = method ?? new NoTexts();
        RegisterComponents();
    }

    /// <summary>The method that is trained.</summary>
    public TextMethod Method => _method;

    /// <summary>What the texts say about the interactions. Disposed with this object.</summary>
    public TextEvidence Evidence { get; }

    /// <inheritdoc/>
    internal override ICommunicator? Communicator => _method.Communicator;

    /// <inheritdoc/>
    internal override bool WorksOnRows => _method.WorksOnRows;

    /// <inheritdoc/>
    public override Tensor Inject(Tensor ids) => _method.Inject(ids);

    /// <inheritdoc/>
    public override Tensor Represent(Tensor embeddings) => _method.Represent(embeddings);

    /// <inheritdoc/>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch) => _method.Align(embeddings, batch);

    /// <inheritdoc/>
    public override Tensor Rank(Tensor embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        using var scope = NewDisposeScope();
        var (users, items) = RankApart(embeddings, Evidence.UserCount);
        return cat([users, items], 0).MoveToOuterDisposeScope();
    }

    internal override (Tensor Users, Tensor Items) RankApart(Tensor embeddings, long userCount)
    {
        using var scope = NewDisposeScope();
        var (ownUsers, ownItems) = _method.RankApart(embeddings, userCount);
        var (users, items) = Evidence.Append(ownUsers, ownItems, _weight);
        return (users.MoveToOuterDisposeScope(), items.MoveToOuterDisposeScope());
    }

    internal override AlignmentRows? DrawRows() => _method.DrawRows();

    internal override TextMethodLosses? Align(AlignmentRows rows, Tensor users, Tensor items) => _method.Align(rows, users, items);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Evidence.Dispose();
        }

        base.Dispose(disposing);
    }
}
