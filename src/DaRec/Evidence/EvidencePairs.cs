using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>Interactions, each with an item that the user did not take; how often an item is drawn goes by its interactions.</summary>
internal sealed class EvidencePairs
{
    private const int MaxCount = 32_768; // enough for some hundred weights

    private readonly int[] _users;
    private readonly int[] _items;
    private readonly int[] _others;

    private EvidencePairs(int[] users, int[] items, int[] others) => (_users, _items, _others) = (users, items, others);

    public int Count => _users.Length;

    /// <summary>At most <see cref="MaxCount"/> of the interactions of users that have another one, in random order.</summary>
    public static EvidencePairs Draw(ReadOnlySpan<int> users, ReadOnlySpan<int> items, int userCount, int itemCount, int seed)
    {
        var random = new Random(seed);
        var counts = new int[userCount];
        var known = new long[users.Length];
        for (var at = 0; at < users.Length; at++)
        {
            counts[users[at]]++;
            known[at] = Key(users[at], items[at]);
        }

        Array.Sort(known);
        int[] order = [.. Enumerable.Range(0, users.Length)];
        random.Shuffle(order);
        var (u, i, j) = (new List<int>(), new List<int>(), new List<int>());
        foreach (var at in order)
        {
            var other = items[random.Next(items.Length)];
            if (counts[users[at]] > 1 && Array.BinarySearch(known, Key(users[at], other)) < 0)
            {
                u.Add(users[at]);
                i.Add(items[at]);
                j.Add(other);
                if (u.Count == MaxCount)
                {
                    break;
                }
            }
        }

        return new EvidencePairs([.. u], [.. i], [.. j]);

        long Key(int user, int item) => ((long)user * itemCount) + item;
    }

    /// <summary>What a unit of each direction's weight adds to a pair's log-odds: p_u ∘ (t_i − t_j), i left out of p_u.</summary>
    /// <param name="texts">t, (n_i, e).</param>
    /// <param name="shares">a, (n_i).</param>
    /// <param name="sums">Σ a t over a user's items, (n_u, e).</param>
    /// <param name="weights">Σ a over a user's items, (n_u).</param>
    /// <returns>Float64, (<see cref="Count"/>, e).</returns>
    public Tensor Differences(Tensor texts, Tensor shares, Tensor sums, Tensor weights)
    {
        using var scope = NewDisposeScope();
        var (user, item, other) = (Numbers(_users), Numbers(_items), Numbers(_others));
        var (own, taken) = (shares.index_select(0, item).unsqueeze(1), texts.index_select(0, item));
        var profiles = sums.index_select(0, user).sub_(taken.mul(own)).div_(weights.index_select(0, user).unsqueeze(1).sub(own));
        return taken.sub_(texts.index_select(0, other)).mul_(profiles).to(ScalarType.Float64).MoveToOuterDisposeScope();
    }

    private static Tensor Numbers(int[] numbers) => tensor(numbers).to(ScalarType.Int64);
}
