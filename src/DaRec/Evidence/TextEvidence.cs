using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>What item texts say about training interactions: how much, along which of their directions, and for which items.</summary>
/// <remarks>
/// From texts alone, the log-odds that user u takes item i rather than the equally popular item j are ℓ(u, i) − ℓ(u, j),
/// <code>ℓ(u, i) = Σₖ bₖ p_u[k] t_i[k],  p_u = Σⱼ aⱼ tⱼ / Σⱼ aⱼ over the items j of u,  aⱼ = 1/√(1 + cⱼ)</code>
/// where t are the centred texts at length √e and c counts interactions. The weights b ≥ 0 are fitted by logistic regression on the
/// training interactions, each left out of its own user's p. Directions that agree with the interactions get large weights; where
/// texts are noise all weights are 0. Fitting takes O(n e) for n interactions and O(e²) for at most 32,768 of them, about a second for
/// 10⁵ interactions, and holds the texts as float32.
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

    private readonly Tensor _profiles; // p, float32, (n_u, e)
    private readonly Tensor _items; // t, float32, (n_i, e)

    private TextEvidence(double informationBits, double interactionsPerItem, Tensor directionWeights, Tensor profiles, Tensor items)
    {
        (InformationBits, InteractionsPerItem, DirectionWeights) = (informationBits, interactionsPerItem, directionWeights);
        (_profiles, _items) = (profiles, items);
    }

    /// <summary>
    /// How much the texts say about which of two equally popular items a user took, in bits, in [0, 1]. 0 means that they are noise.
    /// Measured on interactions that the weights were not fitted on.
    /// </summary>
    public double InformationBits { get; private set; }

    /// <summary>The mean number of interactions per item, &gt; 0.</summary>
    public double InteractionsPerItem { get; }

    /// <summary>b ≥ 0, the weight of each direction of the texts, float32, shape (e). Disposed with this object.</summary>
    public Tensor DirectionWeights { get; }

    /// <summary>Fits the weights to the training interactions.</summary>
    /// <param name="itemTexts">
    /// E^L of the items, shape (n_i, e). Reduce wide texts first (<see cref="FrozenEmbeddings.Reduce(int, bool)"/>): time grows with e².
    /// </param>
    /// <param name="interactions">The training interactions, at least one, of n_i items.</param>
    /// <param name="seed">Seed of the items that are compared with those taken. Default 2023.</param>
    /// <returns>The evidence, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">
    /// No interactions, texts of another number of items, or a text with NaN or infinity; the message names its row.
    /// </exception>
    public static TextEvidence Fit(FrozenEmbeddings itemTexts, Interactions interactions, int seed = 2023)
    {
        ArgumentNullException.ThrowIfNull(itemTexts);
        ArgumentNullException.ThrowIfNull(interactions);
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
        var pairUsers = interactions.ToUsers();
        var (texts, user, item) = (Standardize(itemTexts), Numbers(pairUsers), Numbers(interactions.Items));
        var shares = bincount(item, minlength: itemTexts.Count).to(ScalarType.Float32).add(1).rsqrt(); // a, (n_i)
        var weights = zeros(interactions.UserCount).index_add_(0, user, shares.index_select(0, item), 1);
        var sums = zeros(interactions.UserCount, texts.size(1));
        foreach (var (start, count) in Blocks(interactions.Count, texts.size(1)))
        {
            var taken = item.narrow(0, start, count);
            var rows = texts.index_select(0, taken).mul_(shares.index_select(0, taken).unsqueeze(1));
            sums.index_add_(0, user.narrow(0, start, count), rows, 1);
        }

        var (information, directions) = (0.0, zeros(texts.size(1)));
        if (EvidencePairs.Draw(pairUsers, interactions.Items, interactions.UserCount, interactions.ItemCount, seed) is { Count: > 1 } pairs)
        {
            var differences = pairs.Differences(texts, shares, sums, weights);
            information = LogisticWeights.CrossInformation(differences);
            directions = information > 0 ? LogisticWeights.Fit(differences).to(ScalarType.Float32) : directions;
        }

        return new TextEvidence(
            information,
            (double)interactions.Count / interactions.ItemCount,
            directions.DetachFromDisposeScope(),
            sums.div_(weights.masked_fill_(weights.eq(0), 1).unsqueeze(1)).DetachFromDisposeScope(),
            texts.DetachFromDisposeScope());
    }

    /// <summary>Adds the text score to embeddings that are ranked: e more columns, whose inner product is the score to scale.</summary>
    /// <remarks>
    /// <code>⟨users, items⟩[u, i] = s(u, i) + w σ ℓ(u, i)</code>
    /// with s the score without them and σ its standard deviation over a user's items, so that w means the same for any recommender.
    /// For trained embeddings, once: in the training loss itself the columns did harm.
    /// </remarks>
    /// <param name="users">What users are ranked with, shape (n_u, d).</param>
    /// <param name="items">What items are ranked with, shape (n_i, d).</param>
    /// <param name="weight">w, finite and ≥ 0. Default 0.25.</param>
    /// <returns>New tables, (n_u, d + e) and (n_i, d + e), to be disposed by the caller.</returns>
    public RankedEmbeddings Append(Tensor users, Tensor items, double weight = DefaultScoreWeight)
    {
        CheckRows(users, _profiles.size(0), nameof(users));
        CheckRows(items, _items.size(0), nameof(items));
        Guard.Width(items, users.size(1), nameof(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
        Guard.Weight(weight);
        using var scope = NewDisposeScope();
        var profiles = _profiles.mul(DirectionWeights).to(users.dtype, users.device);
        var score = profiles.mul(Deviation(users.detach(), items.detach()).mul(weight));
        return new RankedEmbeddings(
            cat([users, score], 1).MoveToOuterDisposeScope(),
            cat([items, _items.to(items.dtype, items.device)], 1).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DirectionWeights.Dispose();
        _profiles.Dispose();
        _items.Dispose();
    }

    /// <summary>What was fitted, float64, (1 + e): bits, then the weights of directions.</summary>
    internal Tensor State() => cat([tensor([InformationBits]), DirectionWeights.to(ScalarType.Float64)], 0);

    /// <summary>Takes over what another run fitted to the same texts and interactions.</summary>
    internal void Restore(Tensor state)
    {
        InformationBits = state[0].ToDouble();
        DirectionWeights.copy_(state.narrow(0, 1, DirectionWeights.size(0)));
    }

    // √ of the mean over users of uᵀ Cov(items) u.
    private static Tensor Deviation(Tensor users, Tensor items)
    {
        var centered = Rows.Center(items);
        var covariance = centered.t().mm(centered).div(items.size(0));
        return covariance.mul(users.t().mm(users).div(users.size(0))).sum().clamp_min(0).sqrt();
    }

    private static Tensor Standardize(FrozenEmbeddings texts) =>
        Rows.Normalize(Rows.Center(texts.Block(0, texts.Count, device: CPU))).mul_(Math.Sqrt(texts.Width));

    private static Tensor Numbers(ReadOnlySpan<int> numbers) => tensor(numbers.ToArray()).to(ScalarType.Int64);

    // Cuts many rows of a width into blocks of 64 MB of float32 and less.
    private static IEnumerable<(long Start, long Count)> Blocks(long rows, long width)
    {
        var size = Math.Max(1, (16L << 20) / width);
        for (var start = 0L; start < rows; start += size)
        {
            yield return (start, Math.Min(size, rows - start));
        }
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
