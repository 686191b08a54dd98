using System.Buffers;
using DaRec.Data;
using DaRec.Internal;
using DaRec.Serving.Internal;

namespace DaRec.Serving.FoldIn;

/// <summary>Gives people whom training has not seen a user vector, in closed form, from the items of their history.</summary>
/// <remarks>
/// Item vectors stay as they are. The collaborative columns are a linear map of the history's item vectors, fitted to trained users, and
/// a correction towards the history's own items; their length is that of trained users with as many items. The text-score columns, where
/// there are any, come out as those of a trained user with this history. Folding in n items of d collaborative columns takes
/// O(n w + n d² + d³).
/// </remarks>
/// <example>
/// <code>
/// var foldIn = UserFoldIn.Fit(users, items, training, validation, collaborativeWidth: 32);
/// var recommender = new Recommender(new RecommenderContents { Items = items, Users = users, FoldIn = foldIn });
/// var list = recommender.RecommendForHistory(["17", "4"]);
/// </code>
/// </example>
public sealed class UserFoldIn : IUserFoldIn
{
    /// <summary>The kind that files name.</summary>
    internal const string KindName = "closed-form";

    private readonly CollaborativeFold _collaborative;
    private readonly TextColumns? _text;
    private readonly VectorTable _items;
    private readonly int[] _counts; // c, training interactions of each item
    private readonly double[] _weights; // (1 + c)⁻ᵖ

    private UserFoldIn(CollaborativeFold collaborative, TextColumns? text, VectorTable items, int[] counts)
    {
        (_collaborative, _text, _items, _counts) = (collaborative, text, items, counts);
        _weights = Array.ConvertAll(counts, count => collaborative.Weight(count));
    }

    /// <inheritdoc/>
    public string Kind => KindName;

    /// <summary>What was given or chosen.</summary>
    public FoldInSettings Settings => _collaborative.Settings;

    /// <summary>Number of items.</summary>
    public int ItemCount => _items.Count;

    /// <summary>Width w of a vector.</summary>
    public int Width => _items.Width;

    /// <summary>Number d of collaborative columns; the others hold a text score.</summary>
    public int CollaborativeWidth => _collaborative.Width;

    /// <summary>Fits the fold-in to what training made.</summary>
    /// <remarks>
    /// Without settings of your own, they are chosen by the Recall@20 that training users reach on the validation part when they are folded
    /// in with two, eight or all of their training items. That ranks all items for up to 1,000 users some forty times.
    /// </remarks>
    /// <param name="users">Trained user vectors, shape (n_u, w); finite.</param>
    /// <param name="items">Trained item vectors, shape (n_i, w); finite.</param>
    /// <param name="training">The interactions that the vectors were trained with, users × items.</param>
    /// <param name="validation">
    /// Other interactions of these users, to choose settings with; null, the default, takes <see cref="FoldInSettings.Default"/>.
    /// </param>
    /// <param name="collaborativeWidth">
    /// Number d of leading columns that the recommender itself learned, in [1, w]. The others are those that DaRec adds for the text score.
    /// Null, the default, for all.
    /// </param>
    /// <param name="textFactors">
    /// What the text-score columns of items with 0, 1, … training interactions were multiplied by when they were placed by their texts
    /// (<see cref="NewItems.ItemProjector.TextFactors"/>), each above 0; items with more have 1. Null, the default, for none.
    /// </param>
    /// <param name="settings">Settings to take instead of choosing them; null, the default, chooses.</param>
    /// <param name="seed">Seed of the users and of the order of their items that settings are chosen with. Default 2023.</param>
    /// <exception cref="ArgumentException">
    /// Tables and interactions that do not fit each other, rows that are not finite, no user with interactions, or columns from d on that
    /// are not those of a text score.
    /// </exception>
    public static UserFoldIn Fit(
        VectorTable users,
        VectorTable items,
        Interactions training,
        Interactions? validation = null,
        int? collaborativeWidth = null,
        IReadOnlyList<float>? textFactors = null,
        FoldInSettings? settings = null,
        int seed = 2023)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(training);
        CheckShapes(users, items, training, validation);
        var width = Guard.InRange(collaborativeWidth ?? items.Width, 1, items.Width, nameof(collaborativeWidth));
        Finite.Check(users, "user", nameof(users));
        Finite.Check(items, "item", nameof(items));
        var counts = training.ItemDegrees();
        float[] factors = [.. textFactors ?? []];
        if (factors.Any(factor => !(factor > 0 && float.IsFinite(factor))))
        {
            throw new ArgumentException(
                $"Expected finite factors above 0, got {string.Join(", ", factors)}.", nameof(textFactors));
        }

        var text = width < items.Width ? TextColumns.Fit(users, items, training, width, counts, factors) : null;
        var fit = new CollaborativeFit(users, items, training, width);
        var chosen = settings ?? (validation is null
            ? FoldInSettings.Default
            : new SettingsChoice(items, training, validation, seed).Choose(Folded));
        return Folded(chosen);

        UserFoldIn Folded(FoldInSettings candidate) => new(fit.Of(candidate), text, items, counts);
    }

    /// <inheritdoc/>
    /// <remarks>Repeated items count once, and the order does not matter, to the last bit.</remarks>
    /// <exception cref="ArgumentException">An empty history, or room for a vector of another width.</exception>
    /// <exception cref="ArgumentOutOfRangeException">An item number that the index does not have.</exception>
    public void Fold(ReadOnlySpan<int> history, Span<float> user)
    {
        if (user.Length != Width)
        {
            throw new ArgumentException($"Expected room for a vector of width {Width}, got {user.Length}.", nameof(user));
        }

        if (history.IsEmpty)
        {
            throw new ArgumentException(
                "Expected at least one item, got an empty history; recommend popular items to users without one.", nameof(history));
        }

        var buffer = ArrayPool<int>.Shared.Rent(history.Length);
        history.CopyTo(buffer);
        var sorted = Distinct(buffer.AsSpan(0, history.Length));
        if (sorted[0] < 0 || sorted[^1] >= ItemCount)
        {
            var other = sorted[0] < 0 ? sorted[0] : sorted[^1];
            ArrayPool<int>.Shared.Return(buffer);
            throw new ArgumentOutOfRangeException(nameof(history), other, $"Items are 0 to {ItemCount - 1}.");
        }

        _collaborative.Fold(sorted, _items, _weights, user[..CollaborativeWidth]);
        _text?.Fold(sorted, _items, _counts, user[CollaborativeWidth..]);
        ArrayPool<int>.Shared.Return(buffer);
        GC.KeepAlive(_items); // rows of a mapped table are pointers
    }

    /// <summary>Computes the vectors of many users on all cores; each is that of <see cref="Fold"/>, to the last bit.</summary>
    /// <param name="histories">Histories, users × items, at least one item each.</param>
    /// <param name="cancellation">Ends the work between two users.</param>
    /// <returns>A row for each user, shape (n, w).</returns>
    /// <exception cref="ArgumentException">Histories of another number of items, or a user without any; the message names the first.</exception>
    public VectorTable FoldMany(Interactions histories, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(histories);
        if (histories.ItemCount != ItemCount)
        {
            throw new ArgumentException($"Expected histories of {ItemCount} items, got {histories.ItemCount}.", nameof(histories));
        }

        for (var user = 0; user < histories.UserCount; user++)
        {
            if (histories.ItemsOf(user).IsEmpty)
            {
                throw new ArgumentException($"Expected at least one item for each user, got none for user {user}.", nameof(histories));
            }
        }

        var vectors = new ArrayRows(histories.UserCount, Width);
        Parallel.For(0, histories.UserCount, new ParallelOptions { CancellationToken = cancellation }, user =>
            Fold(histories.ItemsOf(user), vectors.Row(user)));
        return vectors.ToTable();
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Vectors of another width, or another number of counts.</exception>
    public IUserFoldIn ForItems(VectorTable items, IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(counts);
        return items.Width == Width && counts.Count == items.Count
            ? new UserFoldIn(_collaborative, _text, items, [.. counts])
            : throw new ArgumentException(
                $"Expected item vectors of width {Width} with a count each, got width {items.Width} and {counts.Count} counts for "
                + $"{items.Count} items.",
                nameof(items));
    }

    /// <inheritdoc/>
    public void Save(ComponentArrays arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        _collaborative.Save(arrays);
        _text?.Save(arrays);
        arrays.Add("counts", Array.ConvertAll(_counts, count => (float)count));
    }

    internal static UserFoldIn Load(ComponentArrays arrays, VectorTable items)
    {
        var collaborative = CollaborativeFold.Load(arrays);
        var others = items.Width - collaborative.Width;
        if (others < 0)
        {
            throw new InvalidDataException($"The fold-in has {collaborative.Width} columns, the item vectors have {items.Width}.");
        }

        var text = others > 0 ? TextColumns.Load(arrays, collaborative.Width, others) : null;
        var counts = Array.ConvertAll(arrays.Vector("counts", items.Count), count => (int)count);
        return new UserFoldIn(collaborative, text, items, counts);
    }

    private static Span<int> Distinct(Span<int> items)
    {
        items.Sort();
        var kept = 1;
        for (var i = 1; i < items.Length; i++)
        {
            if (items[i] != items[kept - 1])
            {
                items[kept++] = items[i];
            }
        }

        return items[..kept];
    }

    private static void CheckShapes(VectorTable users, VectorTable items, Interactions training, Interactions? validation)
    {
        if (users.Width != items.Width)
        {
            throw new ArgumentException($"Expected user vectors as wide as the items' ({items.Width}), got {users.Width}.", nameof(users));
        }

        foreach (var (part, name) in new[] { (training, nameof(training)), (validation, nameof(validation)) })
        {
            if (part is not null && (part.UserCount != users.Count || part.ItemCount != items.Count))
            {
                throw new ArgumentException(
                    $"Expected interactions of {users.Count} users and {items.Count} items, as many as vectors; got {part.UserCount} and "
                    + $"{part.ItemCount}.",
                    name);
            }
        }
    }
}
