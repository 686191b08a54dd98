using DaRec.Data;
using DaRec.Embeddings;

namespace DaRec.Recommenders.Data;

/// <summary>
/// Interactions in up to three parts, with text embeddings and ids of their users and items. Parts that do not fit together throw.
/// </summary>
/// <remarks>The dataset owns the embeddings: they are disposed with it.</remarks>
public sealed class Dataset : IDisposable
{
    private readonly Lazy<string?[]> _itemTexts;

    /// <summary>Creates a dataset from its parts.</summary>
    /// <param name="train">Training interactions, at least one.</param>
    /// <param name="validation">Validation interactions of as many users and items; null for none.</param>
    /// <param name="test">Test interactions of as many users and items; null for none.</param>
    /// <param name="itemEmbeddings">Text embeddings of the items, row i for item i, shape (n_i, e); null for none.</param>
    /// <param name="userEmbeddings">Text embeddings of the users, row u for user u, shape (n_u, e); null for none.</param>
    /// <param name="userIds">Id of each user; null where users are known by number alone.</param>
    /// <param name="itemIds">Id of each item; null where items are known by number alone.</param>
    /// <param name="warnings">Sentences to put at the front of <see cref="Warnings"/>; null for none.</param>
    /// <exception cref="ArgumentException">No training interaction, or parts that do not fit together.</exception>
    public Dataset(
        Interactions train,
        Interactions? validation = null,
        Interactions? test = null,
        FrozenEmbeddings? itemEmbeddings = null,
        FrozenEmbeddings? userEmbeddings = null,
        IdMap? userIds = null,
        IdMap? itemIds = null,
        IEnumerable<string>? warnings = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        (Train, Validation, Test) = (train, validation, test);
        (ItemEmbeddings, UserEmbeddings) = (itemEmbeddings, userEmbeddings);
        (UserIds, ItemIds) = (userIds, itemIds);
        if (DatasetChecks.FirstProblem(this) is { } problem)
        {
            throw new ArgumentException(problem);
        }

        Warnings = [.. warnings ?? [], .. DatasetChecks.Warnings(this)];
        _itemTexts = new Lazy<string?[]>(() => ItemTextPath is null ? new string?[ItemCount] : NumberedTexts.Read(ItemTextPath, ItemCount, ItemIds));
    }

    private Dataset(Dataset data, Interactions train, FrozenEmbeddings? itemEmbeddings, FrozenEmbeddings? userEmbeddings)
        : this(data, (train, data.Validation, data.Test), itemEmbeddings, userEmbeddings)
    {
    }

    private Dataset(
        Dataset data,
        (Interactions Train, Interactions? Validation, Interactions? Test) parts,
        FrozenEmbeddings? itemEmbeddings,
        FrozenEmbeddings? userEmbeddings)
    {
        (Train, Validation, Test) = parts;
        (ItemEmbeddings, UserEmbeddings) = (itemEmbeddings, userEmbeddings);
        (UserIds, ItemIds, Warnings, ItemTextPath) = (data.UserIds, data.ItemIds, data.Warnings, data.ItemTextPath);
        _itemTexts = data._itemTexts;
    }

    /// <summary>Number of users.</summary>
    public int UserCount => Train.UserCount;

    /// <summary>Number of items.</summary>
    public int ItemCount => Train.ItemCount;

    /// <summary>The interactions that a model learns from.</summary>
    public Interactions Train { get; }

    /// <summary>The interactions that choose the best epoch and the settings; null for none.</summary>
    public Interactions? Validation { get; }

    /// <summary>The interactions that measure the final model; null for none.</summary>
    public Interactions? Test { get; }

    /// <summary>Text embeddings of the items, row i for item i, shape (n_i, e); null for none.</summary>
    public FrozenEmbeddings? ItemEmbeddings { get; }

    /// <summary>Text embeddings of the users, row u for user u, shape (n_u, e); null for none.</summary>
    public FrozenEmbeddings? UserEmbeddings { get; }

    /// <summary>Id of each user; null where users are known by number alone.</summary>
    public IdMap? UserIds { get; }

    /// <summary>Id of each item; null where items are known by number alone.</summary>
    public IdMap? ItemIds { get; }

    /// <summary>Path of a file with lines <c>number⇥text</c> or <c>id⇥text</c> that <see cref="ItemText"/> reads; null for none. Default null.</summary>
    internal string? ItemTextPath { get; init; }

    /// <summary>A sentence with a count for each irregularity of the data, such as duplicates or users without training items.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>
    /// Returns the text of an item, or null where it has none. The first call reads <c>item_text.tsv</c> of the data's folder; data that
    /// <see cref="DatasetFolder"/> did not open have no texts.
    /// </summary>
    /// <param name="item">Number of the item, in [0, <see cref="ItemCount"/>).</param>
    /// <exception cref="InvalidDataException">A malformed line; the message names it.</exception>
    public string? ItemText(int item)
    {
        if ((uint)item >= (uint)ItemCount)
        {
            throw new ArgumentOutOfRangeException(nameof(item), item, $"Expected an item from 0 to {ItemCount - 1}.");
        }

        return _itemTexts.Value[item];
    }

    /// <summary>
    /// Returns the same data with embeddings projected onto their leading directions; see <see cref="FrozenEmbeddings.Reduce(int, IReadOnlyList{FrozenEmbeddings}, bool)"/>.
    /// </summary>
    /// <param name="rank">r ≥ 1, largest number of columns; users and items are projected onto the same directions.</param>
    /// <returns>A new dataset, to be disposed apart from this one, with the same texts and warnings.</returns>
    public Dataset ReduceEmbeddings(int rank)
    {
        FrozenEmbeddings?[] tables = [ItemEmbeddings, UserEmbeddings];
        var present = tables.OfType<FrozenEmbeddings>().ToArray();
        var reduced = new Queue<FrozenEmbeddings>(present.Length == 0 ? [] : FrozenEmbeddings.Reduce(rank, present));
        return new Dataset(this, Train, Next(ItemEmbeddings), Next(UserEmbeddings));

        FrozenEmbeddings? Next(FrozenEmbeddings? table) => table is null ? null : reduced.Dequeue();
    }

    /// <summary>
    /// Returns the same data with the rows of each table of embeddings in random order, as a control whose texts mean nothing.
    /// </summary>
    /// <param name="seed">Seed of the order; users and items are shuffled separately.</param>
    /// <returns>A new dataset, to be disposed apart from this one, with its embeddings in memory as float32.</returns>
    internal Dataset ShuffleEmbeddings(int seed)
    {
        var random = new Random(seed);
        return new Dataset(this, Train, Shuffle(ItemEmbeddings), Shuffle(UserEmbeddings));

        FrozenEmbeddings? Shuffle(FrozenEmbeddings? table)
        {
            if (table is null)
            {
                return null;
            }

            long[] order = [.. Enumerable.Range(0, (int)table.Count)];
            random.Shuffle(order);
            using var rows = table.Gather(order);
            return FrozenEmbeddings.FromTensor(rows);
        }
    }

    /// <summary>Returns the same data with a random part of each user's training interactions; the other parts and texts stay.</summary>
    /// <remarks>
    /// With the same seed, a smaller share keeps a subset of what a larger one keeps, so that the effect of sparser data can be measured.
    /// The interactions left out belong to no part: evaluation counts their items as ranked wrongly.
    /// </remarks>
    /// <param name="share">
    /// Share of each user's interactions to keep, in (0, 1]; at least one is kept. See <see cref="Interactions.Subsample"/>.
    /// </param>
    /// <param name="seed">Seed of the choice.</param>
    /// <returns>A new dataset, to be disposed apart from this one, with the warnings of the whole data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share out of range.</exception>
    internal Dataset SubsampleTraining(double share, int seed) =>
        new(this, Train.Subsample(share, seed), ItemEmbeddings?.Share(), UserEmbeddings?.Share());

    /// <summary>
    /// Returns the same data with a random part of each user's training interactions moved to the validation and the test part.
    /// </summary>
    /// <remarks>
    /// For data whose validation and test parts hold cold items alone, items without training interactions: their validation part has
    /// nothing that training could be stopped by, and their test part does not tell how warm items are ranked. Of a user's n training
    /// interactions, ⌊n · validation⌋ and ⌊n · test⌋ move, and fewer where an item would lose its last one: warm items stay warm. What
    /// the parts already hold stays in them.
    /// </remarks>
    /// <param name="validation">Fraction for validation, in [0, 1).</param>
    /// <param name="test">
    /// Fraction for test, in [0, 1). The sum of both fractions is below 1, so that each user keeps a training item.
    /// </param>
    /// <param name="seed">Seed of the choice; the same seed gives the same parts.</param>
    /// <returns>A new dataset, to be disposed apart from this one, with the warnings of this one.</returns>
    /// <exception cref="ArgumentException">Fractions out of range.</exception>
    public Dataset HoldOutWarm(double validation, double test, int seed)
    {
        HeldOutShares.Check(validation, test);
        return new Dataset(this, WarmHoldOut.Of(this, validation, test, seed), ItemEmbeddings?.Share(), UserEmbeddings?.Share());
    }

    /// <summary>Disposes the embeddings.</summary>
    public void Dispose()
    {
        ItemEmbeddings?.Dispose();
        UserEmbeddings?.Dispose();
    }
}
