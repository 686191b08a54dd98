using DaRec.Data;
using DaRec.Internal;
using DaRec.Serving.Internal;

namespace DaRec.Serving;

/// <content>Indexes with other items.</content>
public sealed partial class Recommender
{
    private const int ProjectedTogether = 1024;

    /// <summary>Returns an index that ranks new items together with those of this one, by vectors that their texts give them.</summary>
    /// <remarks>
    /// Nothing else changes: ids, numbers, vectors and titles of the items here stay as they are, to the last bit, and are shared.
    /// n new items take O(n e w). New items have no interactions and nobody has seen them.
    /// </remarks>
    /// <param name="ids">Ids of the new items, none of them in the index.</param>
    /// <param name="texts">Embeddings of their texts by the encoder of the item texts, shape (n, e); finite.</param>
    /// <param name="titles">Their titles, null for those without; null, the default, for none.</param>
    /// <exception cref="ArgumentException">An id that the index has, or twice; texts of another number or width, or not finite.</exception>
    /// <exception cref="NotSupportedException">The index has no text projection.</exception>
    public Recommender WithItems(IReadOnlyList<string> ids, VectorTable texts, IReadOnlyList<string?>? titles = null)
    {
        var projection = Projection("a text gives no item vector");
        var added = NewIds(ids);
        CheckRows(texts, added, projection.TextWidth, "text", nameof(texts));
        return Extended(added, Project(projection, texts), titles);
    }

    /// <summary>Returns an index that ranks new items together with those of this one, by vectors of their own.</summary>
    /// <remarks>As <see cref="WithItems"/>.</remarks>
    /// <param name="ids">Ids of the new items, none of them in the index.</param>
    /// <param name="vectors">Their vectors, shape (n, w); finite.</param>
    /// <param name="titles">Their titles, null for those without; null, the default, for none.</param>
    /// <exception cref="ArgumentException">An id that the index has, or twice; vectors of another number or width, or not finite.</exception>
    public Recommender WithItemVectors(IReadOnlyList<string> ids, VectorTable vectors, IReadOnlyList<string?>? titles = null)
    {
        var added = NewIds(ids);
        CheckRows(vectors, added, Width, "item", nameof(vectors));
        return Extended(added, vectors, titles);
    }

    /// <summary>Returns an index without some items; users keep their vectors, and the items that stay keep ids, vectors and titles.</summary>
    /// <remarks>
    /// Items are numbered anew without gaps, in their order; vectors that stay are copied. A search of <see cref="WithSearch"/> is
    /// dropped, as it knows the old numbers. To hide items from some lists only, block them in the options.
    /// </remarks>
    /// <param name="ids">Ids of items in the index.</param>
    /// <exception cref="UnknownIdException">Some of the ids are unknown; the exception lists them.</exception>
    public Recommender WithoutItems(IReadOnlyCollection<string> ids)
    {
        var removed = Numbers(ids, "item", nameof(ids), _state.ItemIds, skipUnknown: false).ToHashSet();
        int[] kept = [.. Enumerable.Range(0, ItemCount).Where(item => !removed.Contains(item))];
        var items = _state.Items.Take(kept);
        var counts = Array.ConvertAll(kept, item => _state.Counts[item]);
        return new Recommender(_state with
        {
            Items = items,
            ItemIds = IdLayers.Of(kept.Select(item => _state.ItemIds[item])),
            Titles = _state.Titles is { } titles ? Array.ConvertAll(kept, item => titles[item]) : null,
            Counts = counts,
            Seen = _state.Seen is { } seen ? Renumbered(seen, kept, ItemCount) : null,
            FoldIn = _state.FoldIn?.ForItems(items, counts),
            Search = null,
        });
    }

    /// <summary>Returns an index that finds items with an approximate search, or, by default, one that looks at all items.</summary>
    /// <remarks>
    /// It serves queries by inner product that no list of allowed items narrows. Items beyond its <see cref="IItemSearch.ItemCount"/>,
    /// such as new ones, are all scored. It is not saved with the index.
    /// </remarks>
    /// <param name="search">A search over <see cref="ItemVectors"/>; null for the exact one.</param>
    /// <exception cref="ArgumentException">The search covers more items than there are.</exception>
    public Recommender WithSearch(IItemSearch? search) => search is null || search.ItemCount <= ItemCount
        ? new Recommender(_state with { Search = search })
        : throw new ArgumentException($"Expected a search of at most {ItemCount} items, got {search.ItemCount}.", nameof(search));

    private Recommender Extended(IdMap added, VectorTable vectors, IReadOnlyList<string?>? titles)
    {
        if (titles is not null && titles.Count != added.Count)
        {
            throw new ArgumentException($"Expected {added.Count} titles, as many as ids; got {titles.Count}.", nameof(titles));
        }

        var items = _state.Items.Append(vectors);
        int[] counts = [.. _state.Counts, .. new int[added.Count]];
        return new Recommender(_state with
        {
            Items = items,
            ItemIds = added.Count == 0 ? _state.ItemIds : _state.ItemIds.Append(added),
            Titles = JoinTitles(titles, added.Count),
            Counts = counts,
            FoldIn = _state.FoldIn?.ForItems(items, counts),
        });
    }

    private string?[]? JoinTitles(IReadOnlyList<string?>? titles, int count)
    {
        if (_state.Titles is null && titles is null)
        {
            return null;
        }

        var all = new string?[ItemCount + count];
        _state.Titles?.CopyTo(all, 0);
        for (var i = 0; i < count; i++)
        {
            all[ItemCount + i] = Titles.Clean(titles?[i]);
        }

        return all;
    }

    private IdMap NewIds(IReadOnlyList<string> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var added = new IdMap();
        for (var i = 0; i < ids.Count; i++)
        {
            if (ids[i] is not { } id)
            {
                throw new ArgumentException($"Expected ids, got null at position {i}.", nameof(ids));
            }

            if (_state.ItemIds.TryGetNumber(id, out _))
            {
                throw new ArgumentException(
                    $"Expected new ids, but the index has an item '{id}'; remove it first with {nameof(WithoutItems)}.", nameof(ids));
            }

            if (added.GetOrAdd(id) != i)
            {
                throw new ArgumentException($"Expected distinct ids, got '{id}' twice.", nameof(ids));
            }
        }

        return added;
    }

    private static void CheckRows(VectorTable rows, IdMap ids, int width, string what, string name)
    {
        ArgumentNullException.ThrowIfNull(rows, name);
        if (rows.Count != ids.Count || rows.Width != width)
        {
            throw new ArgumentException(
                $"Expected {what} vectors of shape ({ids.Count}, {width}), one for each id; got ({rows.Count}, {rows.Width}).", name);
        }

        Finite.Check(rows, what, name, row => ids[row]);
    }

    private VectorTable Project(ITextProjection projection, VectorTable texts)
    {
        var vectors = new ArrayRows(texts.Count, Width);
        var block = new float[Math.Min(texts.Count, ProjectedTogether) * texts.Width];
        for (var first = 0; first < texts.Count; first += ProjectedTogether)
        {
            var size = Math.Min(ProjectedTogether, texts.Count - first);
            var rows = block.AsSpan(0, size * texts.Width);
            texts.CopyRows(first, size, rows);
            var projected = new float[size * Width];
            projection.Project(rows, size, projected);
            CheckProjected(projection, projected);
            vectors.Write(first, projected);
        }

        return vectors.ToTable();
    }

    private static Interactions Renumbered(Interactions seen, int[] kept, int itemCount)
    {
        var numbers = new int[itemCount];
        Array.Fill(numbers, -1);
        for (var number = 0; number < kept.Length; number++)
        {
            numbers[kept[number]] = number;
        }

        var (users, items) = (new LongList<int>(), new LongList<int>());
        for (var user = 0; user < seen.UserCount; user++)
        {
            foreach (var item in seen.ItemsOf(user))
            {
                if (numbers[item] >= 0)
                {
                    users.Add(user);
                    items.Add(numbers[item]);
                }
            }
        }

        return InteractionsBuilder.Build(users, items, seen.UserCount, kept.Length);
    }
}
