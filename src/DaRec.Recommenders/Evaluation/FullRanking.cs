using System.Numerics;
using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Rankers;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
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

        if (scores is EmbeddingScores { Embeddings: var (users, items) } && users.device_type != DeviceType.CPU)
        {
            RankByOperators(users, items, ranked);
            return;
        }

        using var noGrad = no_grad();
        var size = (int)Math.Clamp(BlockScores / _train.ItemCount, 1, Math.Max(1, _users.Length));
        for (var start = 0; start < _users.Length; start += size)
        {
            using var scope = NewDisposeScope();
            var numbers = _users.AsSpan(start, Math.Min(size, _users.Length - start));
            var block = HostReads.ToCpu(scores.Scores(numbers)).contiguous(); // (b, n_i)
            if (scores is not EmbeddingScores) // whose tables were looked at
            {
                Check(block, numbers.Length);
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

    /// <summary>As <see cref="Rank(Tensor, Tensor, RankedUser)"/> by libtorch's operators; of a user's scores only the best items are read.</summary>
    /// <remarks>Of items with the same score any may come first.</remarks>
    internal void RankByOperators(Tensor users, Tensor items, RankedUser ranked)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var block = (int)Math.Min(TileSize.Rows(users.device, _train.ItemCount, BlockScores), Math.Max(1, _users.Length));
        var rows = MetaForms.Select(users.detach(), Uploads.Send(tensor(_users, dtype: ScalarType.Int64), users.device)); // (n, d)
        var columns = items.detach().t(); // (d, n_i)
        var buffer = rows.new_empty([block, _train.ItemCount]);
        for (var start = 0; start < _users.Length; start += block)
        {
            using var blockScope = NewDisposeScope();
            var size = Math.Min(block, _users.Length - start);
            var scores = buffer.narrow(0, 0, size).addmm_(rows.narrow(0, start, size), columns, beta: 0, alpha: 1); // (size, n_i)
            scores.view(-1).index_fill_(0, Uploads.Send(TrainingPlaces(start, size), users.device), Held(double.NegativeInfinity));
            var best = Array.ConvertAll(HostReads.ToArray<long>(scores.topk(Depth).indexes), item => (int)item); // (size, depth)
            for (var row = 0; row < size; row++)
            {
                var left = _train.ItemCount - _train.ItemsOf(_users[start + row]).Length;
                ranked(start + row, best.AsSpan(row * Depth, Math.Min(Depth, left)));
            }
        }
    }

    // Where the training items of a block's users lie in its scores, row after row.
    private Tensor TrainingPlaces(int start, int size)
    {
        var places = new List<long>();
        for (var row = 0; row < size; row++)
        {
            foreach (var item in _train.ItemsOf(_users[start + row]))
            {
                places.Add(((long)row * _train.ItemCount) + item);
            }
        }

        return tensor(places.ToArray(), dtype: ScalarType.Int64);
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

        if (!HostReads.IsTrue(block.isfinite().all()))
        {
            throw new ArgumentException("Expected finite scores, got NaN or infinity.");
        }
    }
}
