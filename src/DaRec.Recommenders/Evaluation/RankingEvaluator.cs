using System.Numerics;
using DaRec.Internal;
using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Recall and NDCG over the full ranking of items by inner product.</summary>
/// <remarks>
/// <code>
/// Recall@k = |top k ∩ test| / |test|
/// NDCG@k = Σ_{r ≤ k, item r ∈ test} 1/log₂(r + 1)  /  Σ_{r ≤ min(k, |test|)} 1/log₂(r + 1)
/// </code>
/// Training items are left out of the ranking, users without test items out of the mean; ties are broken by item number. Users
/// go by blocks, so that memory is bounded whatever their number is.
/// </remarks>
public sealed class RankingEvaluator
{
    private const int PartRows = 8;

    private readonly Interactions _train;
    private readonly Interactions _test;
    private readonly int[] _cutoffs;
    private readonly int[] _users;
    private readonly double[] _discounts; // 1/log₂(r + 1) of rank r, at r − 1

    /// <summary>Creates an evaluator.</summary>
    /// <param name="train">Interactions that are left out of the ranking.</param>
    /// <param name="test">Interactions that should rank high; same users and items.</param>
    /// <param name="cutoffs">The values of k, each ≥ 1. Default 5, 10, 20.</param>
    public RankingEvaluator(Interactions train, Interactions test, params IReadOnlyList<int> cutoffs)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        ArgumentNullException.ThrowIfNull(cutoffs);
        if (train.UserCount != test.UserCount || train.ItemCount != test.ItemCount)
        {
            throw new ArgumentException(
                $"Expected test interactions of {train.UserCount} users and {train.ItemCount} items, " +
                $"got {test.UserCount} and {test.ItemCount}.",
                nameof(test));
        }

        if (cutoffs.Any(k => k < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(cutoffs), string.Join(", ", cutoffs), "Expected each k ≥ 1.");
        }

        _train = train;
        _test = test;
        _cutoffs = cutoffs.Count == 0 ? [5, 10, 20] : [.. cutoffs.Distinct().Order()];
        _users = [.. Enumerable.Range(0, test.UserCount).Where(user => test.ItemsOf(user).Length > 0)];
        _discounts = [.. Enumerable.Range(1, Math.Min(_cutoffs[^1], test.ItemCount)).Select(rank => 1 / Math.Log2(rank + 1))];
    }

    /// <summary>Scores computed at a time: 4 MB of float32, which stay in the cache until they are ranked.</summary>
    internal long BlockScores { get; init; } = 1 << 20;

    /// <summary>The metrics of these representations.</summary>
    /// <param name="users">Shape (n_u, d), float32 or float64, finite.</param>
    /// <param name="items">Shape (n_i, d), of the same element type and device.</param>
    public RankingMetrics Evaluate(Tensor users, Tensor items)
    {
        Check(users, _train.UserCount, nameof(users));
        Check(items, _train.ItemCount, nameof(items));
        if (users.size(1) != items.size(1) || users.dtype != items.dtype)
        {
            throw new ArgumentException(
                $"Expected items of width {users.size(1)} and type {users.dtype}, got {items.size(1)} and {items.dtype}.", nameof(items));
        }

        CheckProducts(users, items);
        return users.dtype == ScalarType.Float64 ? Evaluate<double>(users, items) : Evaluate<float>(users, items);
    }

    private unsafe RankingMetrics Evaluate<T>(Tensor users, Tensor items)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var block = (int)Math.Clamp(BlockScores / _train.ItemCount, 1, Math.Max(1, _users.Length));
        var rows = users.detach().index_select(0, tensor(_users, dtype: ScalarType.Int64, device: users.device)); // (n, d)
        var columns = items.detach().t(); // (d, n_i)
        var buffer = rows.new_empty([block, _train.ItemCount]);
        var recall = new double[_users.Length, _cutoffs.Length];
        var ndcg = new double[_users.Length, _cutoffs.Length];
        for (var start = 0; start < _users.Length; start += block)
        {
            using var blockScope = NewDisposeScope();
            var size = Math.Min(block, _users.Length - start);
            var scores = buffer.narrow(0, 0, size).addmm_(rows.narrow(0, start, size), columns, beta: 0, alpha: 1).cpu(); // (size, n_i)
            var (address, first) = ((nint)TensorMemory.Address(scores), start);
            TorchThreads.For((size + PartRows - 1) / PartRows, part =>
            {
                for (var row = part * PartRows; row < Math.Min((part + 1) * PartRows, size); row++)
                {
                    var line = new Span<T>((T*)address + ((nint)row * _train.ItemCount), _train.ItemCount);
                    Measure(line, first + row, recall, ndcg);
                }
            });
        }

        return new RankingMetrics(_users.Length, Means(recall), Means(ndcg));
    }

    private void Measure<T>(Span<T> scores, int position, double[,] recall, double[,] ndcg)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var user = _users[position];
        foreach (var item in _train.ItemsOf(user))
        {
            scores[item] = T.NegativeInfinity;
        }

        var deepest = Math.Min(_cutoffs[^1], scores.Length);
        Span<T> best = deepest <= 256 ? stackalloc T[deepest] : new T[deepest];
        Span<int> ranked = deepest <= 256 ? stackalloc int[deepest] : new int[deepest];
        var count = TopItems.Select<T>(scores, best, ranked);
        var relevant = _test.ItemsOf(user).Length;
        var (hits, gain, ideal, rank) = (0, 0.0, 0.0, 0);
        for (var c = 0; c < _cutoffs.Length; c++)
        {
            for (; rank < Math.Min(_cutoffs[c], scores.Length); rank++)
            {
                ideal += rank < relevant ? _discounts[rank] : 0;
                if (rank < count && _test.Contains(user, ranked[rank]))
                {
                    hits++;
                    gain += _discounts[rank];
                }
            }

            recall[position, c] = (double)hits / relevant;
            ndcg[position, c] = gain / ideal;
        }
    }

    private Dictionary<int, double> Means(double[,] values)
    {
        var means = new Dictionary<int, double>();
        for (var c = 0; c < _cutoffs.Length; c++)
        {
            var sum = 0.0;
            for (var user = 0; user < _users.Length; user++)
            {
                sum += values[user, c];
            }

            means[_cutoffs[c]] = _users.Length == 0 ? 0 : sum / _users.Length;
        }

        return means;
    }

    // No inner product is longer than the product of the longest rows.
    private static void CheckProducts(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        var longest = users.detach().norm(1, p: 2).max().to(ScalarType.Float64).mul(items.detach().norm(1, p: 2).max().to(ScalarType.Float64));
        var limit = users.dtype == ScalarType.Float64 ? double.MaxValue : float.MaxValue;
        if (!(longest.item<double>() < limit))
        {
            throw new ArgumentException($"Expected scores within {users.dtype}'s range; the representations are too long.", nameof(users));
        }
    }

    private static void Check(Tensor table, int count, string name)
    {
        ArgumentNullException.ThrowIfNull(table, name);
        if (table.dim() != 2 || table.size(0) != count || table.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException(
                $"Expected Float32 or Float64 of shape ({count}, d), got {table.dtype} of ({string.Join(", ", table.shape)}).", name);
        }

        using var scope = NewDisposeScope();
        if (!table.isfinite().all().item<bool>())
        {
            throw new ArgumentException("Expected finite representations, got NaN or infinity; did training diverge?", name);
        }
    }
}
