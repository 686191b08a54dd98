using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Serving.FoldIn;

/// <summary>Chooses the settings of a fold-in by how well it ranks the validation items of training users.</summary>
internal sealed class SettingsChoice
{
    private const int CutOff = 20;
    private const int MostUsers = 1000;
    private const int FewestUsers = 100;
    private const long Scores = 16 << 20; // for each try and length of history, about a second on one core
    private const int UsersTogether = 4;
    private const int ItemsTogether = 512;

    // Short histories count as much as whole ones: for new users they are the rule.
    private static readonly int[] Lengths = [2, 8, int.MaxValue];

    private static readonly double[] Exponents = [0.25, 0, 0.5];
    private static readonly double[] Whitenings = [0, 0.03, 0.1, 0.3, 1, 3];
    private static readonly double[] HistoryWeights = [0, 0.01, 0.03, 0.1];

    private readonly VectorTable _items;
    private readonly Interactions _training;
    private readonly Interactions _validation;
    private readonly int[] _users;
    private readonly int[][] _histories; // in random order

    public SettingsChoice(VectorTable items, Interactions training, Interactions validation, int seed)
    {
        (_items, _training, _validation) = (items, training, validation);
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, training.UserCount)
            .Where(user => !training.ItemsOf(user).IsEmpty && !validation.ItemsOf(user).IsEmpty)];
        random.Shuffle(users);
        _users = users[..(int)Math.Min(users.Length, Math.Clamp(Scores / Math.Max(1, items.Count), FewestUsers, MostUsers))];
        _histories = Array.ConvertAll(_users, user =>
        {
            var own = training.ItemsOf(user).ToArray();
            random.Shuffle(own);
            return own;
        });
    }

    /// <summary>One setting after the other, the best value of each; the first of equals. The default where nobody has validation items.</summary>
    public FoldInSettings Choose(Func<FoldInSettings, UserFoldIn> fit)
    {
        if (_users.Length == 0)
        {
            return FoldInSettings.Default;
        }

        var best = new FoldInSettings { Whitening = 0, HistoryWeight = 0 };
        best = Best(Exponents.Select(value => best with { CountExponent = value }));
        best = Best(Whitenings.Select(value => best with { Whitening = value }));
        return Best(HistoryWeights.Select(value => best with { HistoryWeight = value }));

        FoldInSettings Best(IEnumerable<FoldInSettings> tries) => tries.MaxBy(settings => Recall(fit(settings)))!;
    }

    // The mean Recall@20 over users and lengths of history.
    private double Recall(UserFoldIn foldIn)
    {
        var recalls = new double[_users.Length];
        var together = Math.Clamp(Array.MaxLength / Math.Max(1, _items.Count), 1, UsersTogether);
        Parallel.For(0, (_users.Length + together - 1) / together, group =>
        {
            var first = group * together;
            var count = Math.Min(together, _users.Length - first);
            var vectors = new float[count * _items.Width];
            var scores = new float[count * _items.Count];
            foreach (var length in Lengths)
            {
                for (var i = 0; i < count; i++)
                {
                    var history = _histories[first + i];
                    foldIn.Fold(history.AsSpan(0, Math.Min(length, history.Length)), vectors.AsSpan(i * _items.Width, _items.Width));
                }

                Score(vectors, count, scores);
                for (var i = 0; i < count; i++)
                {
                    recalls[first + i] += Recall(_users[first + i], scores.AsSpan(i * _items.Count, _items.Count)) / Lengths.Length;
                }
            }
        });
        return recalls.Average();
    }

    private void Score(ReadOnlySpan<float> users, int count, Span<float> scores)
    {
        for (var first = 0; first < _items.Count;)
        {
            var (segment, start) = _items.Segment(_items.SegmentOf(first));
            var size = Math.Min(ItemsTogether, segment.Count - (first - start));
            var rows = segment.Rows(first - start, size);
            InnerProducts.Compute(users, count, rows, size, _items.Width, scores[first..], _items.Count);
            first += size;
        }

        GC.KeepAlive(_items); // rows of a mapped file are pointers
    }

    private double Recall(int user, Span<float> scores)
    {
        foreach (var item in _training.ItemsOf(user))
        {
            scores[item] = float.NegativeInfinity;
        }

        Span<float> best = stackalloc float[CutOff];
        Span<int> found = stackalloc int[CutOff];
        var hits = 0;
        foreach (var item in found[..TopItems.Select<float>(scores, best, found)])
        {
            hits += _validation.Contains(user, item) ? 1 : 0;
        }

        return (double)hits / _validation.ItemsOf(user).Length;
    }
}
