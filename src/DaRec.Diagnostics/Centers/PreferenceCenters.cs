using DaRec.Clustering;
using DaRec.Data;
using DaRec.Diagnostics.Explaining;
using DaRec.Embeddings;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Centers;

/// <summary>Groups of items with like rows, each with its users, the group of texts that belongs to it, and a card that tells them.</summary>
/// <remarks>
/// K-means over the items' rows at unit length gives the centres; K-means over the centred texts gives as many groups of texts. Both have
/// different columns, so that a centre stands among the groups of texts as the mean text of its items; the one-to-one matching with the
/// least sum of distances pairs them. A user belongs to the centre that is nearest to the mean of the items that they took. The same tables
/// and seed give the same centres. O(n k d) an iteration.
/// </remarks>
/// <example>
/// <code>
/// using var rows = ScoreSpace.Items(rankedUsers, rankedItems);
/// var centers = PreferenceCenters.Find(rows, interactions, itemTexts, new TextVocabulary(titles));
/// foreach (var card in centers.Cards) { Console.WriteLine(card); }
/// </code>
/// </example>
public sealed class PreferenceCenters
{
    private const int MaxIterations = 50;

    private PreferenceCenters(IReadOnlyList<CenterCard> cards, IReadOnlyList<int> ofItems, IReadOnlyList<int> ofUsers) =>
        (Cards, OfItems, OfUsers) = (cards, ofItems, ofUsers);

    /// <summary>A card for each centre, the one with the most items first.</summary>
    public IReadOnlyList<CenterCard> Cards { get; }

    /// <summary>The centre of each item.</summary>
    public IReadOnlyList<int> OfItems { get; }

    /// <summary>The centre of each user; −1 for users without interactions, and empty without any.</summary>
    public IReadOnlyList<int> OfUsers { get; }

    /// <summary>Finds centres.</summary>
    /// <param name="items">What items are compared by, shape (n_i, d): <see cref="ScoreSpace.Items"/>, or any table of theirs.</param>
    /// <param name="training">Interactions, which say whose centre is whose; null for no users.</param>
    /// <param name="itemTexts">Text embeddings of the items, shape (n_i, e); null for none.</param>
    /// <param name="vocabulary">The items' texts; null for none.</param>
    /// <param name="options">Every choice; null takes the defaults.</param>
    /// <exception cref="ArgumentException">Tables, texts or interactions of different numbers of items, or rows that are not finite.</exception>
    public static PreferenceCenters Find(
        Tensor items,
        Interactions? training = null,
        FrozenEmbeddings? itemTexts = null,
        TextVocabulary? vocabulary = null,
        PreferenceCenterOptions? options = null)
    {
        Guard.Matrix(items);
        var count = (int)items.size(0);
        EnsureCount(training?.ItemCount, count, nameof(training));
        EnsureCount((int?)itemTexts?.Count, count, nameof(itemTexts));
        EnsureCount(vocabulary?.Count, count, nameof(vocabulary));
        options ??= new PreferenceCenterOptions();
        var k = Math.Min(options.Count, count);
        var table = NeighborTable.Of(items);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(unchecked((ulong)options.Seed));
        using var found = new KMeans(k, MaxIterations).Fit(table.ToTensor(), generator);
        var clusters = HostReads.ToArray<long>(found.Assignments);
        var sizes = Sizes(clusters, k);

        // The largest first; ties by the smallest number of an item.
        int[] order = [.. Enumerable.Range(0, k).OrderByDescending(cluster => sizes[cluster]).ThenBy(cluster => Array.IndexOf(clusters, cluster))];
        var places = new int[k];
        foreach (var (place, cluster) in order.Index())
        {
            places[cluster] = place;
        }

        var ofItems = Array.ConvertAll(clusters, cluster => places[cluster]);
        var centers = Unit(found.Centers, order);
        var ofUsers = training is null ? [] : UsersOf(training, table, centers);
        var texts = itemTexts is null ? null : TextGroups.Find(itemTexts, found, options.Seed, MaxIterations);
        return new PreferenceCenters([.. order.Select(Card)], ofItems, ofUsers);

        CenterCard Card(int cluster, int place)
        {
            int[] own = [.. Enumerable.Range(0, count).Where(item => ofItems[item] == place)];
            var words = vocabulary?.MostTelling(own, options.Words) ?? [];
            return new CenterCard
            {
                Number = place,
                Title = words.Count == 0 ? $"Centre {place + 1}" : string.Join(", ", words.Take(3).Select(word => word.Word)),
                ItemCount = own.Length,
                UserCount = ofUsers.Count(user => user == place),
                TextItemCount = texts?.SizeOf(cluster),
                SharedItemCount = texts?.SharedWith(cluster, own),
                Items = Nearest(table, centers[place], own, options.Items),
                Words = words,
            };
        }
    }

    private static Neighbor[] Nearest(NeighborTable table, float[] center, int[] own, int count) =>
    [
        .. own.Select(item => new Neighbor { Row = item, Similarity = NeighborTable.Dot(center, table[item]) })
            .OrderByDescending(item => item.Similarity)
            .Take(count),
    ];

    // The centre nearest to the mean of each user's items.
    private static int[] UsersOf(Interactions training, NeighborTable table, float[][] centers)
    {
        var nearest = new int[training.UserCount];
        Parallel.For(0, nearest.Length, user =>
        {
            var mean = new float[table.Width];
            foreach (var item in training.ItemsOf(user))
            {
                RowMath.AddTo(mean, table[item]);
            }

            nearest[user] = training.ItemsOf(user).IsEmpty
                ? -1
                : Enumerable.Range(0, centers.Length).MaxBy(center => NeighborTable.Dot(mean, centers[center]));
        });
        return nearest;
    }

    private static float[][] Unit(Tensor centers, int[] order)
    {
        using var scope = NewDisposeScope();
        var (values, width) = (HostReads.ToArray<float>(Rows.Normalize(centers)), (int)centers.size(1));
        return Array.ConvertAll(order, cluster => values[(cluster * width)..((cluster + 1) * width)]);
    }

    private static int[] Sizes(long[] clusters, int k)
    {
        var sizes = new int[k];
        foreach (var cluster in clusters)
        {
            sizes[cluster]++;
        }

        return sizes;
    }

    private static void EnsureCount(int? given, int count, string name)
    {
        if (given is { } other && other != count)
        {
            throw new ArgumentException($"Expected {count} items, as many as the table has rows, got {other}.", name);
        }
    }

    // Groups of like texts, and which of them belongs to each cluster.
    private sealed class TextGroups(long[] groups, long[] partners)
    {
        public static TextGroups Find(FrozenEmbeddings itemTexts, KMeansResult clusters, int seed, int maxIterations)
        {
            using var scope = NewDisposeScope();
            var rows = NeighborTable.OfTexts(itemTexts).ToTensor();
            using var generator = new Generator(unchecked((ulong)seed) ^ 0x7E87);
            using var found = new KMeans(clusters.Centers.size(0), maxIterations).Fit(rows, generator);
            return new TextGroups(
                HostReads.ToArray<long>(found.Assignments),
                CenterMatching.Match(clusters.CentersOf(rows), found.Centers, MatchingMethod.Optimal));
        }

        public int SizeOf(int cluster) => groups.Count(group => group == partners[cluster]);

        public int SharedWith(int cluster, IEnumerable<int> items) => items.Count(item => groups[item] == partners[cluster]);
    }
}
