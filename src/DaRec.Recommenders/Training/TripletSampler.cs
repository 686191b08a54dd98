using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Passes over the training interactions in random order, each with a random item that is not the user's.</summary>
public sealed class TripletSampler
{
    private readonly Interactions _train;
    private readonly int[] _users; // of each interaction; users who have every item are left out
    private readonly int[] _items;
    private readonly Random _random;

    /// <summary>Creates a sampler.</summary>
    /// <param name="train">Training interactions, at least one of a user who does not have every item.</param>
    /// <param name="seed">Seed of order and negatives.</param>
    public TripletSampler(Interactions train, int seed)
    {
        ArgumentNullException.ThrowIfNull(train);
        _train = train;
        _random = new Random(seed);
        var (users, items) = (new List<int>(train.Count), new List<int>(train.Count));
        for (var user = 0; user < train.UserCount; user++)
        {
            var owned = train.ItemsOf(user);
            if (owned.Length == train.ItemCount)
            {
                continue; // there is no negative to draw
            }

            users.AddRange(Enumerable.Repeat(user, owned.Length));
            items.AddRange(owned);
        }

        if (users.Count == 0)
        {
            throw new ArgumentException("Expected training interactions of users who do not have every item, got none.", nameof(train));
        }

        (_users, _items) = ([.. users], [.. items]);
    }

    /// <summary>Interactions in a pass.</summary>
    public int Count => _users.Length;

    /// <summary>One pass; the last batch may be smaller.</summary>
    /// <param name="batchSize">b ≥ 1.</param>
    /// <param name="device">Where the tensors go. Default the CPU.</param>
    /// <returns>Batches whose tensors belong to the caller's dispose scope.</returns>
    public IEnumerable<TripletBatch> Epoch(int batchSize, Device? device = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batchSize, 1);
        var order = Enumerable.Range(0, Count).ToArray();
        _random.Shuffle(order);
        for (var start = 0; start < order.Length; start += batchSize)
        {
            var size = Math.Min(batchSize, order.Length - start);
            var (users, positives, negatives) = (new long[size], new long[size], new long[size]);
            for (var i = 0; i < size; i++)
            {
                var interaction = order[start + i];
                (users[i], positives[i]) = (_users[interaction], _items[interaction]);
                negatives[i] = Negative(_users[interaction]);
            }

            yield return new TripletBatch(
                tensor(users, device: device), tensor(positives, device: device), tensor(negatives, device: device));
        }
    }

    private int Negative(int user)
    {
        while (true)
        {
            var item = _random.Next(_train.ItemCount);
            if (!_train.Contains(user, item))
            {
                return item;
            }
        }
    }
}
