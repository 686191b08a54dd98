using DaRec.Data;
using DaRec.Evidence;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.NewItems;

/// <summary>The choices of an <see cref="ItemProjector"/>: map, leaning items, level. Its tensors belong to the dispose scope.</summary>
internal sealed class ItemProjectorFit
{
    private const int KeyWidth = 96; // leading directions that neighbours are found in; all 256 find 2 % more recall at three times the cost
    private const int MaxKnown = 16_384;
    private const int MaxHidden = 2_000;
    private const int MapUsers = 1_000;
    private const int LevelUsers = 2_000;
    private const float DefaultLevel = 0.7f; // new items take half their share of places, and other items lose 1 to 3 % of theirs
    private const double Tolerance = 0.995;
    private const int Seed = 2023;

    private static readonly float[] Levels = [0.4f, 0.5f, 0.6f, 0.7f, 0.8f, 0.9f, 1, 1.1f, 1.2f, 1.3f];

    private readonly ItemProjectorOptions _options;
    private readonly Interactions _training;
    private readonly TextEvidence _evidence;
    private readonly int[] _counts;
    private readonly int[] _known; // items that others are placed by, best known first
    private readonly Tensor _users; // float32, (n_u, w)
    private readonly Tensor _items; // float32, (n_i, w)
    private readonly int _textColumns;

    public ItemProjectorFit(RankedEmbeddings ranked, TextEvidence evidence, Interactions training, ItemProjectorOptions options)
    {
        (_options, _training, _evidence, _counts) = (options, training, evidence, training.ItemDegrees());
        (_users, _items) = (HostReads.ToCpu(ranked.Users.detach()).to(ScalarType.Float32), HostReads.ToCpu(ranked.Items.detach()).to(ScalarType.Float32));
        _textColumns = ranked.TextColumns;
        int[] order = [.. Enumerable.Range(0, _counts.Length).Where(item => _counts[item] > 0).OrderByDescending(item => _counts[item])];
        var wellKnown = order.Count(item => _counts[item] > options.RareInteractions);
        _known = order[..Math.Min(MaxKnown, wellKnown > options.Neighbors ? wellKnown : order.Length)];
    }

    private int PlaceWidth => (int)_items.size(1) - _textColumns;

    /// <summary>The map asked for; for <see cref="ItemMap.Auto"/>, the one that ranks hidden items best.</summary>
    public (ItemProjection Projection, ItemMap Kind) ChooseMap()
    {
        var kind = _options.Map;
        if (kind == ItemMap.Auto && _evidence.InformationBits == 0)
        {
            kind = ItemMap.Neighbors; // nothing will be placed
        }
        else if (kind == ItemMap.Auto)
        {
            int[] order = [.. _known];
            new Random(Seed).Shuffle(order);
            var hidden = order[..Math.Min(MaxHidden, order.Length / 5)];
            var rest = order[hidden.Length..];
            kind = hidden.Length > 1 && Hidden(ItemMap.Ridge) > Hidden(ItemMap.Neighbors) ? ItemMap.Ridge : ItemMap.Neighbors;

            double Hidden(ItemMap map) => RecallOfHidden(Projection(map, rest), hidden);
        }

        return (Projection(kind, _known), kind);
    }

    /// <summary>The items with few interactions or none, as a projection places them.</summary>
    public LeaningItems Lean(ItemProjection projection)
    {
        int[] items = [.. Enumerable.Range(0, _counts.Length).Where(item => _counts[item] <= _options.RareInteractions)];
        var leaning = Leaning(
            projection, items, Array.ConvertAll(items, item => LeaningItems.LeanOf(_counts[item], _options.RareInteractions)));

        // Their text columns are what they were, at another level: interactions corrected them, and a projection knows the text alone.
        var own = _items.index_select(0, leaning.Numbers).narrow(1, PlaceWidth, _textColumns);
        leaning.Placed.narrow(1, PlaceWidth, _textColumns).copy_(own.mul(leaning.Lean).mul_(Held((double)ItemProjection.TextFactor)));
        return leaning;
    }

    /// <summary>The level that the options or validation choose.</summary>
    public float ChooseLevel(ItemProjection projection, LeaningItems leaning, Interactions? validation)
    {
        if (_options.Share is { } share)
        {
            return share == 0 ? 0 : LevelOf(projection, leaning, share);
        }

        int[] candidates = validation is null || leaning.Numbers.size(0) == 0
            ? []
            : [.. Enumerable.Range(0, validation.UserCount).Where(user => validation.ItemsOf(user).Length > 0)];
        if (candidates.Length == 0)
        {
            return DefaultLevel;
        }

        var sample = new RankingSample(_users, _items, leaning, _training, candidates, LevelUsers);
        var recall = sample.Recall(validation!, Levels);
        var last = Array.FindLastIndex(recall, value => value >= Tolerance * recall.Max());
        return last == 0 ? 0 : Levels[last - 1];
    }

    // By bisection: places grow with the level. Without new items, every tenth known item is taken for one.
    private float LevelOf(ItemProjection projection, LeaningItems leaning, double share)
    {
        int[] fresh = [.. Enumerable.Range(0, _counts.Length).Where(item => _counts[item] == 0)];
        if (fresh.Length == 0)
        {
            fresh = [.. _known.Where((_, at) => at % 10 == 0).Order()];
            leaning = Leaning(projection, fresh, [.. fresh.Select(_ => 1f)]);
        }

        int[] candidates = [.. Enumerable.Range(0, _training.UserCount).Where(user => _training.ItemsOf(user).Length > 0)];
        var sample = new RankingSample(_users, _items, leaning, _training, candidates, MapUsers);
        var isNew = zeros(_counts.Length).index_fill_(0, Numbers(fresh), Held(1));
        var target = Math.Min(share * fresh.Length / _counts.Length, 1);
        var (low, high) = (0f, 4f);
        for (var step = 0; step < 12; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = sample.Share(isNew, middle) < target ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    private ItemProjection Projection(ItemMap kind, int[] known)
    {
        var numbers = Numbers(known);
        var (texts, values) = (
            _evidence.Items.index_select(0, numbers), _items.index_select(0, numbers).narrow(1, 0, PlaceWidth).contiguous());
        var directions = _evidence.Directions;
        return new ItemProjection(
            TensorMemory.ToArray<float>(directions.Mean),
            TensorMemory.ToArray<float>(directions.Basis.t().mul(Held(Math.Sqrt(directions.Mean.size(0)))).contiguous()),
            kind == ItemMap.Ridge ? LinearMap.Fit(texts, values, directions.Mean.size(0)) : Neighbors(texts, values),
            PlaceWidth,
            _textColumns,
            level: 1);
    }

    private NeighborMap Neighbors(Tensor texts, Tensor values)
    {
        var width = Math.Min(KeyWidth, texts.size(1));
        var weights = TensorMemory.ToArray<float>(_evidence.KeyWeights.narrow(0, 0, width).sqrt().contiguous());
        var keys = NeighborMap.KeysOf(TensorMemory.ToArray<float>(texts.contiguous()), (int)texts.size(0), weights);
        return new NeighborMap(weights, keys, TensorMemory.ToArray<float>(values), PlaceWidth, _options.Neighbors);
    }

    // Recall@20 of users' training items among items whose own rows the projection has not seen.
    private double RecallOfHidden(ItemProjection projection, int[] hidden)
    {
        int[] items = [.. hidden.Order()];
        var column = items.Select((item, at) => (item, at)).ToDictionary(pair => pair.item, pair => pair.at);
        var taken = new List<(int User, int Column)>();
        for (var user = 0; user < _training.UserCount; user++)
        {
            foreach (var item in _training.ItemsOf(user))
            {
                if (column.TryGetValue(item, out var place))
                {
                    taken.Add((user, place));
                }
            }
        }

        var relevant = Interactions.FromPairs(
            [.. taken.Select(pair => pair.User)], [.. taken.Select(pair => pair.Column)], _training.UserCount, items.Length);
        var none = Interactions.FromPairs([], [], _training.UserCount, items.Length);
        var placed = Leaning(projection, items, [.. items.Select(_ => 1f)]).Placed;
        var sample = new RankingSample(
            _users, placed, Leaning(projection, [], []), none, [.. taken.Select(pair => pair.User).Distinct()], MapUsers);
        return sample.Recall(relevant, [])[0];
    }

    private LeaningItems Leaning(ItemProjection projection, int[] items, float[] lean)
    {
        var rows = new float[(long)items.Length * projection.Width];
        var directions = items.Length == 0
            ? [] : TensorMemory.ToArray<float>(_evidence.Items.index_select(0, Numbers(items)).contiguous());
        projection.WriteAll(directions, items.Length, rows);
        var weights = tensor(lean).view(-1, 1);
        return new LeaningItems(Numbers(items), weights, tensor(rows).view(items.Length, projection.Width).mul(weights));
    }

    private static Tensor Numbers(int[] numbers) => TextProfiles.Numbers(numbers);
}
