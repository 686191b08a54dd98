using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>
/// Draws batches of all training interactions in random order, each interaction with a random item that is not the user's.
/// </summary>
public sealed class TripletSampler
{
    private const string RandomKey = "random";
    private const string EpochsKey = "epochs";

    private readonly Interactions _train;
    private readonly ulong[] _signatures; // bit i mod 64 of a user's is set for each item i of theirs
    private readonly SeededRandom _random;
    private readonly int _seed;
    private readonly int _longest; // most interactions of one array
    private (int User, int Item)[]? _spare; // a pass's order, kept for the next one
    private DeviceTriplets? _triplets;
    private long _epochs; // on other devices than the CPU

    /// <summary>Creates a sampler.</summary>
    /// <param name="train">
    /// Training interactions; users with every item have no negatives and are left out, and at least one user remains.
    /// </param>
    /// <param name="seed">Seed of the order and of the negatives.</param>
    public TripletSampler(Interactions train, int seed)
        : this(train, seed, Array.MaxLength)
    {
    }

    /// <summary>As the public one, for data that do not fit an array.</summary>
    internal TripletSampler(Interactions train, int seed, int longest)
    {
        ArgumentNullException.ThrowIfNull(train);
        (_train, _longest) = (train, longest);
        (_seed, _random) = (seed, new SeededRandom(seed));
        _signatures = new ulong[train.UserCount];
        for (var user = 0; user < train.UserCount; user++)
        {
            var owned = train.ItemsOf(user);
            Count += HasNegative(owned) ? owned.Length : 0;
            foreach (var item in owned)
            {
                _signatures[user] |= 1UL << (item & 63);
            }
        }

        if (Count == 0)
        {
            throw new ArgumentException("Expected training interactions of users who do not have every item, got none.", nameof(train));
        }
    }

    /// <summary>Number of interactions in an epoch.</summary>
    public long Count { get; }

    /// <summary>Draws the batches of one epoch; the last batch may be smaller.</summary>
    /// <remarks>
    /// On another device than the CPU they are drawn there, of other random numbers than on the CPU, with nothing sent or read back. Memory
    /// there: 40 bytes an interaction. On the CPU, an epoch takes 8 bytes an interaction.
    /// </remarks>
    /// <param name="batchSize">b, number of triplets in a batch, ≥ 1.</param>
    /// <param name="device">Device of the tensors; null takes the CPU.</param>
    /// <returns>Batches whose tensors belong to the caller's dispose scope.</returns>
    /// <exception cref="InvalidOperationException">More than 2³¹ − 57 interactions on another device than the CPU.</exception>
    public IEnumerable<TripletBatch> Epoch(int batchSize, Device? device = null)
    {
        Guard.AtLeast(batchSize, 1);
        return device is not null && device.type != DeviceType.CPU ? OnDevice(batchSize, device)
            : Count <= _longest ? OnHost(batchSize)
            : OnHostInBlocks(batchSize);
    }

    /// <summary>As <see cref="Epoch"/> on a device, or by a device's way on the CPU.</summary>
    internal IEnumerable<TripletBatch> OnDevice(int batchSize, Device device)
    {
        if (_train.Count > _longest)
        {
            throw new InvalidOperationException(
                $"Expected at most {_longest} training interactions on another device than the CPU, got {_train.Count}. Train on the CPU, or "
                + $"with fewer: {nameof(Interactions)}.{nameof(Interactions.Subsample)} keeps a share of each user's.");
        }

        if (_triplets is null || !_triplets.IsOn(device))
        {
            _triplets?.Release();
            _triplets = new DeviceTriplets(_train, device);
        }

        return _triplets.Epoch(batchSize, new HashedDraws(_seed, ++_epochs));
    }

    /// <summary>What the next epoch depends on, by name.</summary>
    internal Dictionary<string, Tensor> GetState() => new() { [RandomKey] = SavedState.Of(_random), [EpochsKey] = SavedState.Of(_epochs) };

    /// <summary>Goes on from what <see cref="GetState"/> gave.</summary>
    internal void SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        _random.State = SavedState.ToNumbers(state[RandomKey]);
        _epochs = SavedState.ToNumber(state[EpochsKey]);
    }

    /// <summary>Releases what is kept on a device, until the next epoch there.</summary>
    internal void Release()
    {
        _triplets?.Release();
        _triplets = null;
    }

    private IEnumerable<TripletBatch> OnHost(int batchSize)
    {
        var pass = Interlocked.Exchange(ref _spare, null) ?? new (int, int)[Count];
        var next = 0;
        ForEachInteraction(interaction => pass[next++] = interaction);
        _random.Shuffle(pass);
        for (var start = 0; start < pass.Length; start += batchSize)
        {
            yield return Batch(pass.AsSpan(start, Math.Min(batchSize, pass.Length - start)));
        }

        _spare = pass;
    }

    private IEnumerable<TripletBatch> OnHostInBlocks(int batchSize)
    {
        var pass = new LongList<(int User, int Item)>();
        ForEachInteraction(pass.Add);
        for (var at = 0L; at < pass.Count - 1; at++)
        {
            var other = _random.NextInt64(at, pass.Count);
            (pass[at], pass[other]) = (pass[other], pass[at]);
        }

        for (var start = 0L; start < pass.Count; start += batchSize)
        {
            var batch = new (int, int)[Math.Min(batchSize, pass.Count - start)];
            for (var i = 0; i < batch.Length; i++)
            {
                batch[i] = pass[start + i];
            }

            yield return Batch(batch);
        }
    }

    // In the order of users and items; users who have every item are left out.
    private void ForEachInteraction(Action<(int User, int Item)> take)
    {
        for (var user = 0; user < _train.UserCount; user++)
        {
            var owned = _train.ItemsOf(user);
            foreach (var item in HasNegative(owned) ? owned : [])
            {
                take((user, item));
            }
        }
    }

    private bool HasNegative(ReadOnlySpan<int> owned) => owned.Length < _train.ItemCount;

    private static Tensor Numbers(long length) => empty(length, dtype: ScalarType.Int64);

    private unsafe TripletBatch Batch(ReadOnlySpan<(int User, int Item)> interactions)
    {
        var length = (long)interactions.Length;
        var (users, positives, negatives) = (Numbers(length), Numbers(length), Numbers(length));
        var user = (long*)TensorMemory.Address(users);
        var positive = (long*)TensorMemory.Address(positives);
        var negative = (long*)TensorMemory.Address(negatives);
        for (var i = 0; i < interactions.Length; i++)
        {
            (user[i], positive[i]) = interactions[i];
            negative[i] = Negative(interactions[i].User);
        }

        return new TripletBatch { Users = users, Positives = positives, Negatives = negatives };
    }

    private int Negative(int user)
    {
        while (true)
        {
            var item = _random.Next(_train.ItemCount);

            // The search, with its cache misses, only where the signature does not rule the item out.
            if ((_signatures[user] >> (item & 63) & 1) == 0 || !_train.Contains(user, item))
            {
                return item;
            }
        }
    }
}
