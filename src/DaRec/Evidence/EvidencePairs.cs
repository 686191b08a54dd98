using static DaRec.Internal.HeldScalars;
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
    public static EvidencePairs Draw(TextProfiles profiles, int seed)
    {
        var (users, items) = (profiles.PairUsers, profiles.PairItems);
        var random = new Random(seed);
        var counts = new int[profiles.UserCount];
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

        long Key(int user, int item) => ((long)user * profiles.ItemCount) + item;
    }

    /// <summary>What a unit of each direction's weight adds to a pair's log-odds, and the weights that its moments give.</summary>
    /// <remarks>
    /// <code>x = p_u ∘ (z_i − z_j), i left out of p_u,   b = max(0, E[x] / (E[p_u²] E[z²]))</code>
    /// </remarks>
    /// <param name="profiles">Those that the pairs were drawn of.</param>
    /// <param name="variances">E[z²], float64, (r).</param>
    /// <returns>x, float64, (<see cref="Count"/>, r), and b, float64, (r).</returns>
    public (Tensor Differences, Tensor Weights) Moments(TextProfiles profiles, Tensor variances)
    {
        using var scope = NewDisposeScope();
        var (user, item, other) = (TextProfiles.Numbers(_users), TextProfiles.Numbers(_items), TextProfiles.Numbers(_others));
        var (left, taken) = (profiles.Without(user, item), profiles.Texts.index_select(0, item));
        var spread = left.square().mean([0L], type: ScalarType.Float64).mul_(variances);
        var differences = taken.sub_(profiles.Texts.index_select(0, other)).mul_(left).to(ScalarType.Float64);
        var weights = differences.mean([0L]).div_(spread).nan_to_num(0, 0, 0).clamp_min_(Held(0));
        return (differences.MoveToOuterDisposeScope(), weights.MoveToOuterDisposeScope());
    }
}
