using DaRec.Internal;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Losses;

/// <summary>The part of a recommender's own loss that ranks: one of <see cref="RankingLossKind"/> on a table of users, then items.</summary>
internal sealed class RankingLoss : Module, IResumable
{
    private const string DrawsKey = "draws";
    private const long Purpose = 0x4E65_6761_7469_7665; // other numbers than a sampler's with the same seed

    private readonly RankingLossOptions _options;
    private readonly BprLoss _bpr = new();
    private readonly SoftmaxLoss _softmax;
    private readonly long _userCount;
    private readonly long _itemCount;
    private readonly long _seed;
    private long _draws;

    /// <param name="options">Which loss.</param>
    /// <param name="userCount">The row of the first item.</param>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="seed">Of the items that a sampled softmax draws.</param>
    public RankingLoss(RankingLossOptions options, long userCount, long itemCount, long seed)
        : base(nameof(RankingLoss))
    {
        (_options, _userCount, _itemCount, _seed) = (options, userCount, itemCount, seed);
        _softmax = new SoftmaxLoss(options.Temperature, options.Cosine);
    }

    /// <summary>Which loss it is.</summary>
    public RankingLossKind Kind => _options.Kind;

    /// <summary>Whether it is <see cref="BprLoss"/>.</summary>
    public bool IsBpr => Kind == RankingLossKind.Bpr;

    /// <summary>The loss of a batch, a scalar, on any device.</summary>
    /// <param name="representations">All users, then all items, shape (n_u + n_i, d).</param>
    /// <param name="batch">At least one triplet.</param>
    public Tensor Of(Tensor representations, TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        return (Kind switch
        {
            RankingLossKind.Bpr => _bpr.call(
                MetaForms.Select(representations, batch.Users), Items(batch.Positives), Items(batch.Negatives)),
            RankingLossKind.SampledSoftmax => _softmax.call(
                MetaForms.Select(representations, batch.Users), Items(batch.Positives), Items(Draw(representations.device))),
            _ => _softmax.OverAll(
                representations.narrow(0, 0, _userCount),
                representations.narrow(0, _userCount, _itemCount),
                batch.Users,
                batch.Positives),
        }).MoveToOuterDisposeScope();

        Tensor Items(Tensor numbers) => MetaForms.Select(representations, numbers.add(Held(_userCount), Held(1)));
    }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> GetState() => new Dictionary<string, Tensor> { [DrawsKey] = SavedState.Of(_draws) };

    /// <inheritdoc/>
    public void SetState(IReadOnlyDictionary<string, Tensor> state) => _draws = SavedState.ToNumber(state[DrawsKey]);

    /// <summary>Uniform numbers of items, int64, (k).</summary>
    internal Tensor Draw(Device device)
    {
        using var scope = NewDisposeScope();
        var bounds = full([_options.Negatives], Held(_itemCount), ScalarType.Int64, device);
        return new HashedDraws(_seed, ++_draws).Other(Purpose).Below(bounds).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _bpr.Dispose();
            _softmax.Dispose();
        }

        base.Dispose(disposing);
    }
}
