using DaRec.Data;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.NewItems;

/// <summary>Rankings of a seeded sample of users as some items' rows change their level.</summary>
/// <remarks>
/// A row is kept + s · placed for the items that are placed, and kept alone for the others, so that scores of a level are sums of two
/// products that are computed once.
/// </remarks>
internal sealed class RankingSample
{
    private const int Depth = 20;
    private const int BlockUsers = 256;
    private const long BlockScores = 1L << 20; // no more at a time: 4 MB stay in memory that the allocator keeps
    private const int Seed = 2023;

    private readonly Tensor _users; // (m, w)
    private readonly Tensor _numbers; // (m), of the table
    private readonly Interactions _training;
    private readonly Tensor _trained; // (n_i, w)
    private readonly Tensor _kept; // (p, w)
    private readonly Tensor _placed; // (p, w)
    private readonly Tensor _items; // (p)

    /// <param name="users">What users are ranked with, (n_u, w).</param>
    /// <param name="trained">What items are ranked with as trained, (n_i, w).</param>
    /// <param name="lean">The items that are placed.</param>
    /// <param name="training">Left out of rankings.</param>
    /// <param name="candidates">Users to draw from.</param>
    /// <param name="size">Users to draw at most.</param>
    public RankingSample(Tensor users, Tensor trained, LeaningItems lean, Interactions training, int[] candidates, int size)
    {
        new Random(Seed).Shuffle(candidates);
        _numbers = tensor(candidates.AsSpan(0, Math.Min(size, candidates.Length)).ToArray()).to(ScalarType.Int64);
        (_users, _training, _trained) = (users.index_select(0, _numbers), training, trained);
        (_kept, _placed, _items) = (lean.Kept(trained), lean.Placed, lean.Numbers);
    }

    /// <summary>Recall@20 as trained, then at each level.</summary>
    public double[] Recall(Interactions relevant, IReadOnlyList<float> levels) =>
        Array.ConvertAll(Recalls(relevant, levels), users => users.Average());

    /// <summary>Recall@20 of each user, as trained, then at each level.</summary>
    public double[][] Recalls(Interactions relevant, IReadOnlyList<float> levels)
    {
        var users = Array.ConvertAll(new int[levels.Count + 1], _ => new List<double>());
        ForEachBlock((numbers, trained, kept, placed) =>
        {
            var wanted = Mask(relevant, numbers); // (b, n_i)
            var counts = wanted.sum(1, type: ScalarType.Float32);
            for (var at = 0; at <= levels.Count; at++)
            {
                using var scope = NewDisposeScope();
                var best = Best(at == 0 ? trained : Scores(trained, kept, placed, levels[at - 1]));
                var recalls = wanted.gather(1, best).sum(1, type: ScalarType.Float32).div(counts);
                users[at].AddRange(HostReads.ToArray<double>(recalls.to(ScalarType.Float64)));
            }
        });
        return Array.ConvertAll(users, recalls => recalls.ToArray());
    }

    /// <summary>The share of users' first 20 places that some items take at a level.</summary>
    public double Share(Tensor isNew, float level)
    {
        var taken = 0.0;
        ForEachBlock((_, trained, kept, placed) =>
        {
            var best = Best(Scores(trained, kept, placed, level));
            taken += HostReads.ToDouble(isNew.index_select(0, best.flatten()).to(ScalarType.Float64).mean()) * best.size(0);
        });
        return taken / _numbers.size(0);
    }

    private static Tensor Best(Tensor scores) => scores.topk((int)Math.Min(Depth, scores.size(1)), 1, sorted: false).indexes;

    private Tensor Scores(Tensor trained, Tensor kept, Tensor placed, float level) =>
        trained.index_copy(1, _items, kept.add(placed, alpha: Held(level)));

    private void ForEachBlock(Action<Tensor, Tensor, Tensor, Tensor> action)
    {
        var most = Math.Clamp(BlockScores / _trained.size(0), 1, BlockUsers);
        for (var start = 0L; start < _numbers.size(0); start += most)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(most, _numbers.size(0) - start);
            var (users, numbers) = (_users.narrow(0, start, count), _numbers.narrow(0, start, count));
            var seen = Mask(_training, numbers);
            var trained = users.mm(_trained.t()).masked_fill_(seen, Held(double.NegativeInfinity));
            var kept = users.mm(_kept.t()).masked_fill_(seen.index_select(1, _items), Held(double.NegativeInfinity));
            action(numbers, trained, kept, users.mm(_placed.t()));
        }
    }

    private static Tensor Mask(Interactions interactions, Tensor users)
    {
        using var scope = NewDisposeScope();
        var (rows, columns) = (new List<long>(), new List<long>());
        var numbers = HostReads.ToArray<long>(users);
        for (var row = 0; row < numbers.Length; row++)
        {
            foreach (var item in interactions.ItemsOf((int)numbers[row]))
            {
                rows.Add(row);
                columns.Add(item);
            }
        }

        var mask = zeros(numbers.Length, interactions.ItemCount, dtype: ScalarType.Bool);
        return mask.index_put_(tensor(true), tensor(rows.ToArray()), tensor(columns.ToArray())).MoveToOuterDisposeScope();
    }
}
