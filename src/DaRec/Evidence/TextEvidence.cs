using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>What item texts say about training interactions: how much, along which of their directions, and for which items.</summary>
/// <remarks>
/// From texts alone, the log-odds that user u takes item i rather than the equally popular item j are ℓ(u, i) − ℓ(u, j),
/// <code>ℓ(u, i) = Σₖ bₖ p_u[k] z_i[k],  p_u = Σⱼ aⱼ zⱼ / Σⱼ aⱼ over the items j of u,  aⱼ = 1/√(1 + cⱼ)</code>
/// where z are the centred unit texts along the directions in which they vary most, and c counts interactions. The weight bₖ ≥ 0 of a
/// direction is what interactions say about it over what its variance says, each interaction left out of its own user's p: directions
/// that are strong in the texts and tell little get small weights, and weak ones that tell much get large weights. One logistic
/// regression makes log-odds of the sum. Where texts are noise all weights are 0: weights that are fitted on half of the items must tell
/// something about the other half. Fitting takes O(n r) for n interactions and O(e²) for at most 2²⁶/e texts, about a second for
/// 10⁵ interactions, and holds (n_u + n_i) r numbers in float32.
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
    /// <summary>The weight of the text score unless another is given: 0.25.</summary>
    public const double DefaultScoreWeight = 0.25;

    private const int MaxDirections = 256; // of 384 they keep 99 % of the recall at two thirds of the columns
    private const int PairsPerDirection = 16; // fewer say too little about a weight
    private const double LeastBits = 1e-6; // less is rounding

    private readonly Tensor _profiles; // p, float32, (n_u, r)
    private readonly Tensor _items; // z, float32, (n_i, r)
    private readonly DeviceCopy _profileCopy;
    private readonly DeviceCopy _itemCopy;

    private TextEvidence(
        double informationBits,
        double interactionsPerItem,
        Tensor directionWeights,
        Tensor profiles,
        Tensor items,
        TextDirections directions)
    {
        (InformationBits, InteractionsPerItem, DirectionWeights) = (informationBits, interactionsPerItem, directionWeights);
        (_profiles, _items, Directions) = (profiles, items, directions);
        (_profileCopy, _itemCopy) = (new DeviceCopy(profiles), new DeviceCopy(items));
    }

    /// <summary>
    /// How much the texts say about which of two equally popular items a user took, in bits, in [0, 1]. 0 means that they are noise.
    /// Measured on half of the items with weights that were fitted on the other half, and the other way round.
    /// </summary>
    public double InformationBits { get; private set; }

    /// <summary>The mean number of interactions per item, &gt; 0.</summary>
    public double InteractionsPerItem { get; }

    /// <summary>b ≥ 0, the weight of each direction of the texts, float32, shape (r). Disposed with this object.</summary>
    public Tensor DirectionWeights { get; }

    /// <summary>Number of directions r ≤ 256, the columns that <see cref="Append"/> adds.</summary>
    public int Width => (int)_items.size(1);

    /// <summary>What makes z of texts.</summary>
    internal TextDirections Directions { get; }

    /// <summary>z of all items, (n_i, r).</summary>
    internal Tensor Items => _items;

    /// <summary>Fits the weights to the training interactions.</summary>
    /// <param name="itemTexts">E^L of the items at their full width, shape (n_i, e): narrower projections tell less.</param>
    /// <param name="interactions">The training interactions, at least one, of n_i items.</param>
    /// <param name="seed">Seed of the items that are compared with those taken, and of the halves. Default 2023.</param>
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
        var directions = TextDirections.Find(
            itemTexts, (int)Math.Clamp(interactions.Count / PairsPerDirection, 1, MaxDirections));
        var (texts, variances) = (directions.Apply(itemTexts), directions.Variances);
        var (users, items) = (interactions.ToUsers(), interactions.Items.ToArray());
        var information = CrossInformation(texts, variances, users, items, interactions.UserCount, seed);
        var profiles = new TextProfiles(texts, users, items, interactions.UserCount);
        var weights = zeros(texts.size(1));
        if (information > 0)
        {
            var (differences, moments) = EvidencePairs.Draw(profiles, seed).Moments(profiles, variances);
            weights = moments.mul(Held(LogisticSlope.Fit(Scores(differences, moments)))).to(ScalarType.Float32);
        }

        return new TextEvidence(
            information,
            (double)interactions.Count / interactions.ItemCount,
            weights.DetachFromDisposeScope(),
            profiles.Means().DetachFromDisposeScope(),
            texts.DetachFromDisposeScope(),
            directions);
    }

    /// <summary>Adds the text score to embeddings that are ranked: r more columns, whose inner product is the score to scale.</summary>
    /// <remarks>
    /// <code>⟨users, items⟩[u, i] = s(u, i) + w σ ℓ(u, i)</code>
    /// with s the score without them and σ its standard deviation over a user's items, so that w means the same for any recommender.
    /// For trained embeddings, once: in the training loss itself the columns did harm.
    /// </remarks>
    /// <param name="users">What users are ranked with, shape (n_u, d).</param>
    /// <param name="items">What items are ranked with, shape (n_i, d).</param>
    /// <param name="weight">w, finite and ≥ 0. Default 0.25.</param>
    /// <returns>New tables, (n_u, d + r) and (n_i, d + r), to be disposed by the caller.</returns>
    public RankedEmbeddings Append(Tensor users, Tensor items, double weight = DefaultScoreWeight)
    {
        ObjectDisposedException.ThrowIf(_profiles.IsInvalid, this);
        CheckRows(users, _profiles.size(0), nameof(users));
        CheckRows(items, _items.size(0), nameof(items));
        Guard.Width(items, users.size(1), nameof(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
        Guard.Weight(weight);
        using var scope = NewDisposeScope();
        var (weights, ours) = (Uploads.Send(DirectionWeights, users.device), _profileCopy.On(users.device));
        var profiles = ours.mul(weights).to(users.dtype);
        var score = profiles.mul(Deviation(Rows.Widen(users.detach()), Rows.Widen(items.detach())).mul(Held(weight)).to(users.dtype));
        return new RankedEmbeddings(
            cat([users, score], 1).MoveToOuterDisposeScope(),
            cat([items, _itemCopy.On(items.device).to(items.dtype)], 1).MoveToOuterDisposeScope(),
            Width);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DirectionWeights.Dispose();
        _profileCopy.Dispose();
        _itemCopy.Dispose();
        _profiles.Dispose();
        _items.Dispose();
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
    private static Tensor Deviation(Tensor users, Tensor items)
    {
        var centered = Rows.Center(items);
        var covariance = centered.t().mm(centered).div(Held(items.size(0)));
        return covariance.mul(users.t().mm(users).div(Held(users.size(0)))).sum().clamp_min(Held(0)).sqrt();
    }

    // Bits of the pairs of each half of the items, told by weights and slope of the other half.
    private static double CrossInformation(Tensor texts, Tensor variances, int[] users, int[] items, int userCount, int seed)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        var isFirst = new bool[texts.size(0)];
        for (var item = 0; item < isFirst.Length; item++)
        {
            isFirst[item] = random.Next(2) == 0;
        }

        if (Half(true) is not { } first || Half(false) is not { } second)
        {
            return 0;
        }

        var bits = (Told(first, second) + Told(second, first)) / 2;
        return bits < LeastBits ? 0 : Math.Min(1, bits);

        (Tensor Differences, Tensor Weights)? Half(bool which)
        {
            int[] kept = [.. Enumerable.Range(0, users.Length).Where(at => isFirst[items[at]] == which)];
            if (kept.Length == 0)
            {
                return null;
            }

            var profiles = new TextProfiles(
                texts, Array.ConvertAll(kept, at => users[at]), Array.ConvertAll(kept, at => items[at]), userCount);
            var pairs = EvidencePairs.Draw(profiles, seed);
            return pairs.Count == 0 ? null : pairs.Moments(profiles, variances);
        }

        static double Told((Tensor Differences, Tensor Weights) of, (Tensor Differences, Tensor Weights) by) =>
            LogisticSlope.Bits(Scores(of.Differences, by.Weights), LogisticSlope.Fit(Scores(by.Differences, by.Weights)));
    }

    private static double[] Scores(Tensor differences, Tensor weights)
    {
        using var scores = differences.mv(weights);
        return HostReads.ToArray<double>(scores);
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
