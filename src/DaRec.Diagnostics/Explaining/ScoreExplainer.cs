using DaRec.Data;
using DaRec.Evidence;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Explaining;

/// <summary>Says why an item is recommended to a user: what comes from interactions, and what from the texts of which items.</summary>
/// <remarks>
/// Takes tables to which <see cref="TextEvidence.Append"/> or <see cref="DaRecAligner"/> added the columns of a text score:
/// <code>
/// score = ⟨u, i⟩ + Σₖ sₖ p_u[k] y_i[k],   p_u = Σⱼ aⱼ yⱼ / Σⱼ aⱼ over the items j of u,   aⱼ = 1/√(1 + cⱼ)
/// </code>
/// The profile is linear in the history's items, so that item j adds <c>(aⱼ / Σ a) Σₖ sₖ yⱼ[k] y_i[k]</c> and nothing is left over. The
/// scales s, the same for all users, are recovered from the users' columns. Columns of items that <see cref="NewItems.ItemProjector"/>
/// placed are divided by their factors where they stand in a history. O(n r) memory.
/// </remarks>
/// <example>
/// <code>
/// var explainer = new ScoreExplainer(aligner.Represent(users, items), interactions);
/// var why = explainer.Explain(user: 3, item: 17);
/// Console.WriteLine($"{why.Score}: {why.Collaborative} by interactions, {why.Text} by texts, most of it by item {why.History[0].Item}");
/// </code>
/// </example>
public sealed class ScoreExplainer
{
    private const double Tolerance = 0.01; // of a user's columns that the scales leave unexplained: more than float16 rounds, less than any other column

    private readonly float[] _users; // (n_u, w)
    private readonly float[] _items; // (n_i, w)
    private readonly int _width;
    private readonly int _first; // of the text columns
    private readonly Interactions _training;
    private readonly int[] _counts;
    private readonly IReadOnlyList<float> _factors;
    private readonly double[] _scales; // s, (r)

    /// <summary>Takes what is ranked with.</summary>
    /// <param name="ranked">The tables, with the number of their text columns; not disposed here.</param>
    /// <param name="training">The training interactions, whose items the users' profiles are made of.</param>
    /// <param name="textFactors">
    /// What the text columns of items with 0, 1, … interactions were multiplied by, <see cref="NewItems.ItemProjector.TextFactors"/>; null for
    /// items as they were trained.
    /// </param>
    /// <exception cref="ArgumentException">
    /// Tables of other users or items than the interactions, or text columns that are not those of a text score over these interactions.
    /// </exception>
    /// <exception cref="InvalidOperationException">A table of more than the 2³¹ − 57 elements of an array.</exception>
    public ScoreExplainer(RankedEmbeddings ranked, Interactions training, IReadOnlyList<float>? textFactors = null)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentNullException.ThrowIfNull(training);
        if (ranked.Users.size(0) != training.UserCount || ranked.Items.size(0) != training.ItemCount)
        {
            throw new ArgumentException(
                $"Expected rows of the {training.UserCount} users and {training.ItemCount} items of the interactions, got " +
                $"{ranked.Users.size(0)} and {ranked.Items.size(0)}.",
                nameof(ranked));
        }

        (_width, _training, _counts) = ((int)ranked.Items.size(1), training, training.ItemDegrees());
        (_first, _factors) = (_width - ranked.TextColumns, textFactors ?? []);
        using var scope = NewDisposeScope();
        _users = HostReads.ToArray<float>(ranked.Users.detach().to(ScalarType.Float32));
        _items = HostReads.ToArray<float>(ranked.Items.detach().to(ScalarType.Float32));
        _scales = Scales();
    }

    /// <summary>Number of directions r, the columns of the text score; 0 without one.</summary>
    public int DirectionCount => _width - _first;

    /// <summary>Splits a score.</summary>
    /// <param name="user">Number of the user.</param>
    /// <param name="item">Number of the item.</param>
    /// <param name="directions">How many of the largest directions to name, ≥ 0. Default 3.</param>
    public ScoreExplanation Explain(int user, int item, int directions = 3)
    {
        Guard.InRange(user, 0, _training.UserCount - 1);
        Guard.InRange(item, 0, _training.ItemCount - 1);
        Guard.AtLeast(directions, 0);
        var own = User(user);
        var other = Item(item);
        var collaborative = NeighborTable.Dot(own[.._first], other[.._first]);
        var parts = new DirectionPart[DirectionCount];
        for (var direction = 0; direction < parts.Length; direction++)
        {
            var (left, right) = ((double)own[_first + direction], (double)other[_first + direction]);
            parts[direction] = new DirectionPart
            {
                Direction = direction,
                Part = left * right,
                ItemValue = right,
                ProfileValue = _scales[direction] == 0 ? 0 : left / _scales[direction],
            };
        }

        var text = parts.Sum(part => part.Part);
        DirectionPart[] largest = [.. parts.OrderByDescending(part => Math.Abs(part.Part)).Take(directions)];
        return new ScoreExplanation
        {
            User = user,
            Item = item,
            ItemInteractions = _counts[item],
            Score = collaborative + text,
            Collaborative = collaborative,
            Text = text,
            History = History(user, other[_first..]),
            Directions = largest,
            OtherDirections = text - largest.Sum(part => part.Part),
        };
    }

    /// <summary>The items that lie farthest out on a direction, at both ends: what it tells apart.</summary>
    /// <param name="direction">Number of the direction, in [0, r).</param>
    /// <param name="count">Items at each end, ≥ 1.</param>
    /// <returns>Numbers of the items with the lowest and with the highest values, the farthest first.</returns>
    public (IReadOnlyList<int> Low, IReadOnlyList<int> High) EndsOf(int direction, int count)
    {
        Guard.InRange(direction, 0, DirectionCount - 1);
        Guard.AtLeast(count, 1);
        int[] order = [.. Enumerable.Range(0, _training.ItemCount).OrderBy(item => Column(item, direction))];
        return ([.. order.Take(count)], [.. order.Reverse().Take(count)]);
    }

    private HistoryPart[] History(int user, ReadOnlySpan<float> scored)
    {
        if (DirectionCount == 0)
        {
            return [];
        }

        var weighted = new double[DirectionCount]; // s ∘ y_i
        for (var direction = 0; direction < weighted.Length; direction++)
        {
            weighted[direction] = _scales[direction] * scored[direction];
        }

        var shares = 0.0;
        var parts = new List<HistoryPart>();
        foreach (var item in _training.ItemsOf(user))
        {
            var part = 0.0;
            for (var direction = 0; direction < weighted.Length; direction++)
            {
                part += weighted[direction] * Column(item, direction);
            }

            shares += Share(item);
            parts.Add(new HistoryPart { Item = item, Part = Share(item) * part });
        }

        return [.. parts.Select(part => new HistoryPart { Item = part.Item, Part = part.Part / shares }).OrderByDescending(part => part.Part)];
    }

    // s by least squares over all users, column by column.
    private double[] Scales()
    {
        var (products, squares, total) = (new double[DirectionCount], new double[DirectionCount], new double[DirectionCount]);
        var profile = new double[DirectionCount];
        for (var user = 0; user < _training.UserCount && DirectionCount > 0; user++)
        {
            Profile(user, profile);
            var own = User(user)[_first..];
            for (var direction = 0; direction < profile.Length; direction++)
            {
                products[direction] += own[direction] * profile[direction];
                squares[direction] += profile[direction] * profile[direction];
                total[direction] += (double)own[direction] * own[direction];
            }
        }

        double[] scales = [.. products.Zip(squares, (product, square) => square > 0 ? product / square : 0)];
        var left = total.Zip(scales.Zip(products, (scale, product) => scale * product), (all, known) => Math.Max(0, all - known)).Sum();
        return left <= Tolerance * Tolerance * total.Sum()
            ? scales
            : throw new ArgumentException(
                $"The last {DirectionCount} columns are not those of a text score over these interactions: of the users' values there, a " +
                $"share of {Math.Sqrt(left / total.Sum()):p1} is not explained by the texts of their training items. Check that the " +
                "interactions are those of the training, and the factors of items that were placed.");
    }

    private void Profile(int user, double[] profile)
    {
        Array.Clear(profile);
        var shares = 0.0;
        foreach (var item in _training.ItemsOf(user))
        {
            var share = Share(item);
            shares += share;
            for (var direction = 0; direction < profile.Length; direction++)
            {
                profile[direction] += share * Column(item, direction);
            }
        }

        for (var direction = 0; direction < profile.Length && shares > 0; direction++)
        {
            profile[direction] /= shares;
        }
    }

    private double Share(int item) => 1 / Math.Sqrt(1.0 + _counts[item]);

    // An item's text column as it was before the item was placed.
    private double Column(int item, int direction)
    {
        double value = Item(item)[_first + direction];
        return _counts[item] < _factors.Count && _factors[_counts[item]] != 0 ? value / _factors[_counts[item]] : value;
    }

    private ReadOnlySpan<float> User(int user) => _users.AsSpan(user * _width, _width);

    private ReadOnlySpan<float> Item(int item) => _items.AsSpan(item * _width, _width);
}
