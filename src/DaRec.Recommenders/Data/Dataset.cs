using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Embeddings.Reduction;

namespace DaRec.Recommenders.Data;

/// <summary>
/// Interactions in up to three parts, and the language side that goes with them; parts that do not fit together are refused.
/// </summary>
/// <remarks>Owns the embeddings: they are disposed with it.</remarks>
public sealed class Dataset : IDisposable
{
    private readonly Lazy<string?[]> _itemTexts;

    /// <summary>Puts the parts together.</summary>
    /// <param name="train">Training interactions, at least one.</param>
    /// <param name="validation">Of the same shape as <paramref name="train"/>.</param>
    /// <param name="test">Of the same shape as <paramref name="train"/>.</param>
    /// <param name="itemEmbeddings">Row i for item i; shape (items, e).</param>
    /// <param name="userEmbeddings">Row u for user u; shape (users, e).</param>
    /// <param name="userIds">Ids of the users, as many as there are.</param>
    /// <param name="itemIds">Ids of the items, as many as there are.</param>
    /// <param name="warnings">What the readers of the parts have to say; kept in <see cref="Warnings"/>.</param>
    /// <exception cref="ArgumentException">Parts that do not fit together.</exception>
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
        _itemTexts = new Lazy<string?[]>(() => ItemTextPath is null ? new string?[ItemCount] : NumberedTexts.Read(ItemTextPath, ItemCount));
    }

    private Dataset(Dataset data, Interactions train, FrozenEmbeddings? itemEmbeddings, FrozenEmbeddings? userEmbeddings)
    {
        (Train, Validation, Test) = (train, data.Validation, data.Test);
        (ItemEmbeddings, UserEmbeddings) = (itemEmbeddings, userEmbeddings);
        (UserIds, ItemIds, Warnings, ItemTextPath) = (data.UserIds, data.ItemIds, data.Warnings, data.ItemTextPath);
        _itemTexts = data._itemTexts;
    }

    /// <summary>Number of users.</summary>
    public int UserCount => Train.UserCount;

    /// <summary>Number of items.</summary>
    public int ItemCount => Train.ItemCount;

    /// <summary>What a model learns from.</summary>
    public Interactions Train { get; }

    /// <summary>What chooses its settings.</summary>
    public Interactions? Validation { get; }

    /// <summary>What measures it.</summary>
    public Interactions? Test { get; }

    /// <summary>Row i for item i; shape (items, e).</summary>
    public FrozenEmbeddings? ItemEmbeddings { get; }

    /// <summary>Row u for user u; shape (users, e).</summary>
    public FrozenEmbeddings? UserEmbeddings { get; }

    /// <summary>Names of the users.</summary>
    public IdMap? UserIds { get; }

    /// <summary>Names of the items.</summary>
    public IdMap? ItemIds { get; }

    /// <summary>A file of lines <c>number⇥text</c> for <see cref="ItemText"/>, or null.</summary>
    public string? ItemTextPath { get; init; }

    /// <summary>A sentence for each oddity of the data that does not make them useless, with its count.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The item's text, or null where there is none; the first call reads the file.</summary>
    /// <param name="item">In [0, <see cref="ItemCount"/>).</param>
    /// <exception cref="InvalidDataException">A malformed line; the message names it.</exception>
    public string? ItemText(int item)
    {
        if ((uint)item >= (uint)ItemCount)
        {
            throw new ArgumentOutOfRangeException(nameof(item), item, $"Items are 0 to {ItemCount - 1}.");
        }

        return _itemTexts.Value[item];
    }

    /// <summary>The same data with embeddings of at most <paramref name="rank"/> columns; see <see cref="EmbeddingReduction"/>.</summary>
    /// <param name="rank">r ≥ 1; users and items get a common basis.</param>
    /// <returns>A dataset of its own, to be disposed apart from this one; texts and warnings come along.</returns>
    public Dataset ReduceEmbeddings(int rank)
    {
        FrozenEmbeddings?[] tables = [ItemEmbeddings, UserEmbeddings];
        var present = tables.OfType<FrozenEmbeddings>().ToArray();
        var reduced = new Queue<FrozenEmbeddings>(present.Length == 0 ? [] : EmbeddingReduction.Reduce(rank, present));
        return new Dataset(this, Train, Next(ItemEmbeddings), Next(UserEmbeddings));

        FrozenEmbeddings? Next(FrozenEmbeddings? table) => table is null ? null : reduced.Dequeue();
    }

    /// <summary>The same data with each embedding given to a random other row of its kind: a control whose texts mean nothing.</summary>
    /// <param name="seed">Seed of the order; users and items are shuffled apart.</param>
    /// <returns>A dataset of its own, with its embeddings in memory as float32, to be disposed apart from this one.</returns>
    public Dataset ShuffleEmbeddings(int seed)
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

    /// <summary>The same data with a random part of each user's training interactions; validation, test and texts stay.</summary>
    /// <remarks>
    /// Of the same seed, a smaller part lies within every larger one: what a method needs fewer interactions for shows as the share
    /// falls. An interaction that is left out is unknown from then on: no part holds it, and a ranking may come up with its item.
    /// </remarks>
    /// <param name="share">
    /// Share of each user's interactions to keep, in (0, 1], and at least one; see <see cref="Interactions.Subsample"/>.
    /// </param>
    /// <param name="seed">Seed of the choice.</param>
    /// <returns>A dataset of its own, to be disposed apart from this one; its <see cref="Warnings"/> are those of the whole data.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share out of range.</exception>
    public Dataset SubsampleTraining(double share, int seed) =>
        new(this, Train.Subsample(share, seed), ItemEmbeddings?.Share(), UserEmbeddings?.Share());

    /// <summary>Disposes the embeddings.</summary>
    public void Dispose()
    {
        ItemEmbeddings?.Dispose();
        UserEmbeddings?.Dispose();
    }
}
