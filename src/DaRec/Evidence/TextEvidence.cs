using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>What item texts say about training interactions: how much, and for which users and items.</summary>
/// <remarks>
/// The log-odds that user u takes item i rather than the equally popular item j are ℓ(u, i) − ℓ(u, j),
/// <code>ℓ(u, i) = Σₖ bₖ p_u[k] y_i[k],  p_u = Σⱼ aⱼ yⱼ / Σⱼ aⱼ over the items j of u,  aⱼ = 1/√(1 + cⱼ)</code>
/// where c counts interactions and y are texts that the interactions correct: the centred unit texts, along the directions in which they
/// vary most, are the prior of a least-squares fit to all interactions. An item that few took stays near its text, an item that many
/// took moves to where its users are. The weights bₖ ≥ 0 whiten y, so that what all texts share counts no more than what tells them apart.
/// A fifth of the interactions, held out of a first fit, choose its ridge, make log-odds of its scores, and say what share of them stays
/// where the interactions alone rank about as well (<see cref="ScoreShare"/>, within b). Where texts are noise all
/// weights are 0: weights of directions that are fitted on half of the items must tell something about the other half. Fitting takes a few
/// seconds for 10⁵ interactions, O((n_u + n_i) r²) and O(k² r) for each user and item with k interactions, and holds
/// (n_u + 2 n_i) r numbers in float32, at most 1 GiB: r ≤ 384 is smaller where users and items are more than 700,000. Of more than two
/// million interactions, those of random users that make up so many are fitted to, and the profiles are those of all.
/// <para>
/// A <see cref="DaRecAligner"/> fits and uses it by itself. It is here for hosts that want the text score without the alignment.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var evidence = TextEvidence.Fit(itemTexts, interactions);
/// var (rankedUsers, rankedItems) = evidence.Append(userEmbeddings, itemEmbeddings);
/// </code>
/// </example>
public sealed class TextEvidence : IDisposable
{
    /// <summary>The weight of the text score unless another is given: 0.75.</summary>
    public const double DefaultScoreWeight = 0.75;

    private const int MaxDirections = 384; // 256 lose 3 to 5 % where items are many and their topics narrow, and nothing elsewhere
    private const int PairsPerDirection = 16; // fewer say too little about a weight
    private const long MaxNumbers = 1L << 28; // that are held in float32, 1 GiB: beyond it there are fewer directions
    private const int MaxFitted = 1 << 21; // interactions: more of them, of whole users, would change next to nothing
    private const int MaxChosenBy = 1 << 19; // of those, for the ridge, which takes several fits

    private readonly Tensor _profiles; // p, float32, (n_u, r)
    private readonly Tensor _columns; // y, float32, (n_i, r)
    private readonly DeviceCopy _profileCopy;
    private readonly DeviceCopy _columnCopy;

    private TextEvidence(
        double informationBits,
        double scoreShare,
        double interactionsPerItem,
        Tensor directionWeights,
        Tensor keyWeights,
        Tensor profiles,
        Tensor columns,
        Tensor items,
        TextDirections directions)
    {
        (InformationBits, ScoreShare) = (informationBits, scoreShare);
        (InteractionsPerItem, DirectionWeights) = (interactionsPerItem, directionWeights);
        (_profiles, _columns, KeyWeights, Items, Directions) = (profiles, columns, keyWeights, items, directions);
        (_profileCopy, _columnCopy) = (new DeviceCopy(profiles), new DeviceCopy(columns));
    }

    /// <summary>
    /// How much the texts say about which of two equally popular items a user took, in bits, in [0, 1]. 0 means that they are noise.
    /// Measured on half of the items with weights that were fitted on the other half, and the other way round.
    /// </summary>
    public double InformationBits { get; private set; }

    /// <summary>
    /// The share of the log-odds that stays, in (0, 1], for beside a recommender's score the rest ranks held-out interactions worse: 1
    /// unless items have many interactions and texts are vague. <see cref="DirectionWeights"/> have it within.
    /// </summary>
    public double ScoreShare { get; }

    /// <summary>The mean number of interactions per item, &gt; 0.</summary>
    public double InteractionsPerItem { get; }

    /// <summary>b ≥ 0, the weight of each column of y, ascending, float32, shape (r). Disposed with this object.</summary>
    public Tensor DirectionWeights { get; }

    /// <summary>Number of directions r ≤ 384, the columns of y, which <see cref="Append"/> adds.</summary>
    public int Width => (int)_columns.size(1);

    /// <summary>n_u.</summary>
    internal long UserCount => _profiles.size(0);

    /// <summary>What makes z of texts.</summary>
    internal TextDirections Directions { get; }

    /// <summary>z of all items, (n_i, r).</summary>
    internal Tensor Items { get; }

    /// <summary>What interactions say about each direction over what its variance says: how much it counts where texts are compared, (r).</summary>
    internal Tensor KeyWeights { get; }

    /// <summary>Fits the texts to the training interactions.</summary>
    /// <param name="itemTexts">E^L of the items at their full width, shape (n_i, e): narrower projections tell less.</param>
    /// <param name="interactions">The training interactions, at least one, of n_i items.</param>
    /// <param name="seed">Seed of what is held out, of the halves, and of the items that are compared with those taken. Default 2023.</param>
    /// <returns>The evidence, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// No interactions, texts of another number of items, or a text with NaN or infinity; the message names its row.
    /// </exception>
    public static TextEvidence Fit(FrozenEmbeddings itemTexts, Interactions interactions, int seed = 2023)
    {
        ArgumentNullException.ThrowIfNull(itemTexts);
        ArgumentNullException.ThrowIfNull(interactions);
        NativeTorch.Ensure();
        if (interactions.Count == 0)
        {
            throw new ArgumentException("Expected at least one interaction, got none.", nameof(interactions));
        }

        if (itemTexts.Count != interactions.ItemCount)
        {
            throw new ArgumentException(
                $"Expected a text for each of the {interactions.ItemCount} items, got {itemTexts.Count} rows.", nameof(itemTexts));
        }

        itemTexts.Check().EnsureFinite(nameof(itemTexts));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var directions = TextDirections.Find(itemTexts, DirectionCount(interactions.Count, interactions.UserCount, interactions.ItemCount));
        var (texts, variances) = (directions.Apply(itemTexts), directions.Variances);
        var fitted = FittedUsers.Of(interactions, MaxFitted, seed);
        var (users, items) = (fitted.ToUsers(), fitted.Items.ToArray());
        var information = TextInformation.Measure(texts, variances, users, items, fitted.UserCount, seed);
        var scale = Math.Sqrt(itemTexts.Width); // of z
        var (ridge, slope, share) = information > 0 ? Choose(texts.div(Held(scale)), interactions, fitted, seed) : (1, 0, 1);
        if (slope == 0)
        {
            var means = fitted == interactions
                ? new TextProfiles(texts, users, items, interactions.UserCount).Means()
                : ProfileMeans.Of(texts, interactions);
            return Of(directions, texts, zeros(texts.size(1)), zeros(texts.size(1)), means, texts.clone());
        }

        var corrected = CorrectedTexts.Fit(texts.div(Held(scale)), fitted, ridge);
        var turned = directions.Turn(corrected.Axes);
        texts = turned.Apply(itemTexts);
        var profiles = new TextProfiles(texts, users, items, fitted.UserCount);
        var (_, moments) = EvidencePairs.Draw(profiles, seed).Moments(profiles, turned.Variances);
        directions.Dispose();
        return Of(
            turned,
            texts,
            corrected.Weights.mul(Held(share * slope / (scale * scale))).to(ScalarType.Float32),
            moments.to(ScalarType.Float32),
            (fitted == interactions ? corrected.Profiles : ProfileMeans.Of(corrected.Items, interactions)).mul_(Held(scale)),
            corrected.Items.mul_(Held(scale)));

        TextEvidence Of(TextDirections of, Tensor own, Tensor weights, Tensor keyWeights, Tensor means, Tensor columns) => new(
            information,
            share,
            (double)interactions.Count / interactions.ItemCount,
            weights.DetachFromDisposeScope(),
            keyWeights.DetachFromDisposeScope(),
            means.DetachFromDisposeScope(),
            columns.DetachFromDisposeScope(),
            own.DetachFromDisposeScope(),
            of);
    }

    /// <summary>Adds the text score to embeddings that are ranked: r more columns, whose inner product is the score to scale.</summary>
    /// <remarks>
    /// <code>⟨users, items⟩[u, i] = s(u, i) + w σ ℓ(u, i)</code>
    /// with s the score without them and σ its standard deviation over a user's items, so that w means the same for any recommender.
    /// For trained embeddings, once: in the training loss itself the columns did harm.
    /// </remarks>
    /// <param name="users">What users are ranked with, shape (n_u, d).</param>
    /// <param name="items">What items are ranked with, shape (n_i, d).</param>
    /// <param name="weight">w, finite and ≥ 0. Default 0.75.</param>
    /// <returns>New tables, (n_u, d + r) and (n_i, d + r), to be disposed by the caller.</returns>
    public RankedEmbeddings Append(Tensor users, Tensor items, double weight = DefaultScoreWeight)
    {
        ObjectDisposedException.ThrowIf(_profiles.IsInvalid, this);
        CheckRows(users, UserCount, nameof(users));
        CheckRows(items, _columns.size(0), nameof(items));
        Guard.Width(items, users.size(1), nameof(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
        Guard.Weight(weight);
        using var scope = NewDisposeScope();
        var (weights, ours) = (Uploads.Send(DirectionWeights, users.device), _profileCopy.On(users.device));
        var profiles = ours.mul(weights).to(users.dtype);
        var score = profiles.mul(Deviation(Rows.Widen(users.detach()), Rows.Widen(items.detach())).mul(Held(weight)).to(users.dtype));
        return new RankedEmbeddings(
            cat([users, score], 1).MoveToOuterDisposeScope(),
            cat([items, _columnCopy.On(items.device).to(items.dtype)], 1).MoveToOuterDisposeScope(),
            Width);
    }

    // Of very many interactions, by some users and the items that they took.
    private static (double Ridge, double Slope, double Share) Choose(Tensor texts, Interactions interactions, Interactions fitted, int seed)
    {
        if (fitted == interactions)
        {
            return HeldOutTexts.Choose(texts, interactions, seed);
        }

        var (part, items) = FittedUsers.WithTheirItems(FittedUsers.Of(fitted, MaxChosenBy, seed));
        return HeldOutTexts.Choose(texts.index_select(0, TextProfiles.Numbers(items)), part, seed);
    }

    /// <summary>r before it is cut to the texts' width: as many as the interactions can tell apart and memory takes.</summary>
    internal static int DirectionCount(long interactions, long users, long items) =>
        (int)Math.Clamp(Math.Min(interactions / PairsPerDirection, MaxNumbers / (users + (2 * items))), 1, MaxDirections);

    /// <inheritdoc/>
    public void Dispose()
    {
        DirectionWeights.Dispose();
        _profileCopy.Dispose();
        _columnCopy.Dispose();
        _profiles.Dispose();
        _columns.Dispose();
        KeyWeights.Dispose();
        Items.Dispose();
        Directions.Dispose();
    }

    /// <summary>What was fitted, float64, (1 + r): bits, then the weights of directions.</summary>
    internal Tensor State() => cat([tensor([InformationBits]), DirectionWeights.to(ScalarType.Float64)], 0);

    /// <summary>Takes over what another run fitted to the same texts and interactions.</summary>
    internal void Restore(Tensor state)
    {
        InformationBits = HostReads.ToDouble(state[0]);
        DirectionWeights.copy_(state.narrow(0, 1, DirectionWeights.size(0)));
    }

    // √ of the mean over users of uᵀ Cov(items) u.
    internal static Tensor Deviation(Tensor users, Tensor items)
    {
        var centered = Rows.Center(items);
        var covariance = centered.t().mm(centered).div(Held(items.size(0)));
        return covariance.mul(users.t().mm(users).div(Held(users.size(0)))).sum().clamp_min(Held(0)).sqrt();
    }

    private static void CheckRows(Tensor rows, long count, string name)
    {
        Guard.Matrix(rows, minRows: 1, name);
        if (rows.size(0) != count)
        {
            throw new ArgumentException($"Expected {count} rows, as many as the evidence has, got {rows.size(0)}.", name);
        }
    }
}
