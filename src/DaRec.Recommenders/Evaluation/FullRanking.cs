using System.Numerics;
using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>What is told of a user's ranking.</summary>
/// <param name="position">The user's place in <see cref="FullRanking.Users"/>.</param>
/// <param name="best">The items, best first; fewer than asked for where training leaves fewer.</param>
internal delegate void RankedUser(int position, ReadOnlySpan<int> best);

/// <summary>Each user's best items, training items left out, for the users who have test items.</summary>
/// <remarks>Ties are broken by item number. Users go by blocks, so that memory is bounded whatever their number is.</remarks>
internal sealed class FullRanking
{
    private const int PartRows = 8;

    private readonly Interactions _train;
    private readonly int[] _users;

    /// <summary>Creates the ranking.</summary>
    /// <param name="train">Interactions that are left out.</param>
    /// <param name="test">Interactions whose users are ranked for; same users and items.</param>
    /// <param name="depth">How many items of each user, ≥ 1.</param>
    public FullRanking(Interactions train, Interactions test, int depth)
    {
        EnsureFit(train, test);
        _train = train;
        _users = [.. Enumerable.Range(0, test.UserCount).Where(user => test.ItemsOf(user).Length > 0)];
        Depth = Math.Min(depth, train.ItemCount);
    }

    /// <summary>Scores computed at a time: 4 MB of float32, which stay in the cache until they are ranked.</summary>
    public long BlockScores { get; set; } = 1 << 20;

    /// <summary>The users who have test items, ascending.</summary>
    public ReadOnlySpan<int> Users => _users;

    /// <summary>How many items of each user, no more than there are.</summary>
    public int Depth { get; }

    /// <summary>Throws where two parts are not of the same users and items.</summary>
    public static void EnsureFit(Interactions train, Interactions test)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(test);
        if (train.UserCount != test.UserCount || train.ItemCount != test.ItemCount)
        {
            throw new ArgumentException(
                $"Expected test interactions of {train.UserCount} users and {train.ItemCount} items, " +
                $"got {test.UserCount} and {test.ItemCount}.",
                nameof(test));
        }
    }

    /// <summary>Ranks for all users by inner product.</summary>
    /// <param name="users">Shape (n_u, d), float32 or float64, finite.</param>
    /// <param name="items">Shape (n_i, d), of the same element type and device.</param>
    /// <param name="ranked">Told of each user once, in any order and on several threads at a time.</param>
    public void Rank(Tensor users, Tensor items, RankedUser ranked)
    {
        using var scores = EmbeddingScores.Of(users, items, _train.UserCount, _train.ItemCount);
        Rank(scores, ranked);
    }

    /// <summary>Ranks for all users by scores.</summary>
    /// <param name="scores">Of as many users and items.</param>
    /// <param name="ranked">Told of each user once, in any order and on several threads at a time.</param>
    public void Rank(IItemScores scores, RankedUser ranked)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.UserCount != _train.UserCount || scores.ItemCount != _train.ItemCount)
        {
            throw new ArgumentException(
                $"Expected scores of {_train.UserCount} users and {_train.ItemCount} items, got {scores.UserCount} and {scores.ItemCount}.",
                nameof(scores));
        }

        using var noGrad = no_grad();
        var size = (int)Math.Clamp(BlockScores / _train.ItemCount, 1, Math.Max(1, _users.Length));
        for (var start = 0; start < _users.Length; start += size)
        {
            using var scope = NewDisposeScope();
            var users = _users.AsSpan(start, Math.Min(size, _users.Length - start));
            var block = scores.Scores(users).cpu().contiguous(); // (b, n_i)
            if (scores is not EmbeddingScores) // whose tables were looked at
            {
                Check(block, users.Length);
            }

            if (block.dtype == ScalarType.Float64)
            {
                Rank<double>(block, start, ranked);
            }
            else
            {
                Rank<float>(block, start, ranked);
            }
        }
    }

    private unsafe void Rank<T>(Tensor block, int start, RankedUser ranked)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (address, size) = ((nint)TensorMemory.Address(block), (int)block.size(0));
        TorchThreads.For((size + PartRows - 1) / PartRows, part =>
        {
            for (var row = part * PartRows; row < Math.Min((part + 1) * PartRows, size); row++)
            {
                Rank(new Span<T>((T*)address + ((nint)row * _train.ItemCount), _train.ItemCount), start + row, ranked);
            }
        });
    }

    private void Rank<T>(Span<T> scores, int position, RankedUser ranked)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var item in _train.ItemsOf(_users[position]))
        {
            scores[item] = T.NegativeInfinity;
        }

        Span<T> best = Depth <= 256 ? stackalloc T[Depth] : new T[Depth];
        Span<int> items = Depth <= 256 ? stackalloc int[Depth] : new int[Depth];
        var count = TopItems.Select<T>(scores, best, items);
        ranked(position, items[..count]);
    }

    private void Check(Tensor block, int size)
    {
        if (block.dim() != 2 || block.size(0) != size || block.size(1) != _train.ItemCount
            || block.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException(
                $"Expected scores as Float32 or Float64 of shape ({size}, {_train.ItemCount}), got {block.dtype} of " +
                $"({string.Join(", ", block.shape)}).");
        }

        if (!block.isfinite().all().item<bool>())
        {
            throw new ArgumentException("Expected finite scores, got NaN or infinity.");
        }
    }
}
