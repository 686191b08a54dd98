using DaRec.Embeddings;
using DaRec.Embeddings.Reduction;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>What the items' texts tell about the interactions: how much, by which of their directions, and of whom.</summary>
/// <remarks>
/// From texts alone, the log-odds that user u takes item i rather than the equally popular item j are ℓ(u, i) − ℓ(u, j),
/// <code>ℓ(u, i) = Σₖ bₖ p_u[k] t_i[k],  p_u = Σⱼ aⱼ tⱼ / Σⱼ aⱼ over the items j of u,  aⱼ = 1/√(1 + cⱼ)</code>
/// where t are the centred texts at length √e and c counts interactions. The weights b ≥ 0 are fitted by logistic regression on the
/// training interactions, each left out of its own user's p: directions that interactions bear out weigh much, the others little, and
/// where texts are noise all weigh nothing. It is fitted once, before training, in about a second.
/// <para>
/// It serves twice. A <see cref="DaRecAligner"/> that is given it scales λ by it, see <see cref="DaRecOptions.ReferenceDensity"/>.
/// And <see cref="Append"/> adds ℓ to what is ranked.
/// </para>
/// </remarks>
public sealed class TextEvidence : IDisposable
{
    private TextEvidence(double information, double interactionsPerItem, Tensor directionWeights, Tensor users, Tensor items) =>
        (Information, InteractionsPerItem, DirectionWeights, Users, Items) =
        (information, interactionsPerItem, directionWeights, users, items);

    /// <summary>
    /// Bits that the texts tell of which of two equally popular items a user took, in [0, 1]: 0 where they are noise. Measured on
    /// interactions that the weights were not fitted on.
    /// </summary>
    public double Information { get; }

    /// <summary>Interactions of an item, on average, &gt; 0.</summary>
    public double InteractionsPerItem { get; }

    /// <summary>b ≥ 0, the weight of each direction of the texts, float32, shape (e).</summary>
    public Tensor DirectionWeights { get; }

    /// <summary>b ∘ p_u of each user, 0 for one without interactions, float32, shape (n_u, e).</summary>
    public Tensor Users { get; }

    /// <summary>t_i of each item, float32, shape (n_i, e).</summary>
    public Tensor Items { get; }

    /// <summary>Weighs the texts by the training interactions.</summary>
    /// <param name="itemTexts">
    /// E^L of the items, (n_i, e). Wide texts are better reduced first (<see cref="EmbeddingReduction"/>): time grows with e².
    /// </param>
    /// <param name="users">Users of the interactions, each in [0, <paramref name="userCount"/>).</param>
    /// <param name="items">Their items, as many, each in [0, n_i).</param>
    /// <param name="userCount">n_u ≥ 1.</param>
    /// <param name="seed">Of the items that are compared with those taken. Default 2023.</param>
    /// <exception cref="ArgumentException">No interactions, or as many users as items are not given.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An interaction out of range; the message names the first.</exception>
    public static TextEvidence Fit(
        FrozenEmbeddings itemTexts, ReadOnlySpan<int> users, ReadOnlySpan<int> items, int userCount, int seed = 2023)
    {
        ArgumentNullException.ThrowIfNull(itemTexts);
        Guard.AtLeast(userCount, 1);
        CheckPairs(users, items, userCount, itemTexts.Count);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (texts, user, item) = (Standardize(itemTexts), Numbers(users), Numbers(items));
        var shares = bincount(item, minlength: itemTexts.Count).to(ScalarType.Float32).add(1).rsqrt(); // a, (n_i)
        var weights = zeros(userCount).index_add_(0, user, shares.index_select(0, item), 1);
        var sums = zeros(userCount, texts.size(1));
        foreach (var (start, count) in Blocks(users.Length, texts.size(1)))
        {
            var taken = item.narrow(0, start, count);
            var rows = texts.index_select(0, taken).mul_(shares.index_select(0, taken).unsqueeze(1));
            sums.index_add_(0, user.narrow(0, start, count), rows, 1);
        }

        var (information, directions) = (0.0, zeros(texts.size(1)));
        if (EvidencePairs.Draw(users, items, userCount, (int)itemTexts.Count, seed) is { Count: > 1 } pairs)
        {
            var differences = pairs.Differences(texts, shares, sums, weights);
            information = LogisticWeights.CrossInformation(differences);
            directions = information > 0 ? LogisticWeights.Fit(differences).to(ScalarType.Float32) : directions;
        }

        return new TextEvidence(
            information,
            (double)users.Length / itemTexts.Count,
            directions.DetachFromDisposeScope(),
            sums.div_(weights.masked_fill_(weights.eq(0), 1).unsqueeze(1)).mul_(directions).DetachFromDisposeScope(),
            texts.DetachFromDisposeScope());
    }

    /// <summary>What is ranked, with what the texts say beside it: e more columns, whose inner product is ℓ to scale.</summary>
    /// <remarks>
    /// <code>⟨users, items⟩[u, i] = s(u, i) + w σ ℓ(u, i)</code>
    /// with s the score without them and σ its standard deviation over a user's items, so that w means the same for any recommender.
    /// Meant for embeddings that are trained: in the training loss itself the columns did harm.
    /// </remarks>
    /// <param name="users">What users are ranked with, shape (n_u, d).</param>
    /// <param name="items">What items are ranked with, shape (n_i, d).</param>
    /// <param name="weight">w ≥ 0. Default 0.25.</param>
    /// <returns>New tensors, (n_u, d + e) and (n_i, d + e), to be disposed by the caller.</returns>
    public (Tensor Users, Tensor Items) Append(Tensor users, Tensor items, double weight = 0.25)
    {
        CheckRows(users, Users.size(0), nameof(users));
        CheckRows(items, Items.size(0), nameof(items));
        Guard.Width(items, users.size(1), nameof(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
        Guard.Weight(weight);
        using var scope = NewDisposeScope();
        var said = Users.to(users.dtype, users.device).mul(Deviation(users.detach(), items.detach()).mul(weight));
        return (
            cat([users, said], 1).MoveToOuterDisposeScope(),
            cat([items, Items.to(items.dtype, items.device)], 1).MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        DirectionWeights.Dispose();
        Users.Dispose();
        Items.Dispose();
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

    private static void CheckPairs(ReadOnlySpan<int> users, ReadOnlySpan<int> items, int userCount, long itemCount)
    {
        if (users.Length != items.Length || users.Length == 0)
        {
            throw new ArgumentException(
                $"Expected a user and an item for each interaction, at least one; got {users.Length} users and {items.Length} items.",
                nameof(items));
        }

        for (var at = 0; at < users.Length; at++)
        {
            if (users[at] < 0 || users[at] >= userCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(users), users[at], $"Expected users in [0, {userCount}); interaction {at} has another.");
            }

            if (items[at] < 0 || items[at] >= itemCount)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(items), items[at], $"Expected items in [0, {itemCount}), the rows of the texts; interaction {at} has another.");
            }
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
