using DaRec.Data;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>The training interactions on a device, from which an epoch's triplets are drawn with nothing sent or read back.</summary>
/// <remarks>
/// A negative is the r-th of the items that the user has not, r uniform: no draw is thrown away. With a user's items i₀ &lt; i₁ &lt; … it is
/// r plus the number of j with iⱼ − j ≤ r, a binary search.
/// </remarks>
internal sealed class DeviceTriplets
{
    private const int BlockTriplets = 1 << 20; // drawn together: a batch alone would cost forty launches

    private readonly long _stride; // more than any iⱼ − j
    private readonly Tensor _users; // of interactions that are drawn, (m)
    private readonly Tensor _items; // likewise
    private readonly Tensor _offsets; // a user's first interaction, (n_u)
    private readonly Tensor _free; // how many items a user has not, (n_u)
    private readonly Tensor _keys; // user · stride + iⱼ − j, ascending, (interactions)

    public DeviceTriplets(Interactions train, Device device)
    {
        using var scope = NewDisposeScope();
        _stride = train.ItemCount + 1L;
        var (users, items) = (new List<long>(), new List<long>());
        var (offsets, free, keys) = (new long[train.UserCount], new long[train.UserCount], new long[train.Count]);
        var at = 0L;
        for (var user = 0; user < train.UserCount; user++)
        {
            var owned = train.ItemsOf(user);
            (offsets[user], free[user]) = (at, train.ItemCount - owned.Length);
            for (var j = 0; j < owned.Length; j++)
            {
                keys[at++] = (user * _stride) + owned[j] - j;
                if (free[user] > 0)
                {
                    users.Add(user);
                    items.Add(owned[j]);
                }
            }
        }

        (_users, _items) = (Send([.. users]), Send([.. items]));
        (_offsets, _free, _keys) = (Send(offsets), Send(free), Send(keys));

        Tensor Send(long[] numbers) => Uploads.Send(tensor(numbers), device).DetachFromDisposeScope();
    }

    public bool IsOn(Device device) => Uploads.IsOn(_users, device);

    /// <summary>Batches of one epoch, in the caller's dispose scope.</summary>
    public IEnumerable<TripletBatch> Epoch(int batchSize, HashedDraws draws)
    {
        using var order = draws.Permutation(_users.size(0), _users.device).DetachFromDisposeScope();
        var size = (long)batchSize * Math.Max(1, BlockTriplets / batchSize);
        for (var start = 0L; start < order.size(0); start += size)
        {
            var block = Block(order.narrow(0, start, Math.Min(size, order.size(0) - start)), draws.Other(start + 1));
            using var users = block.Users.DetachFromDisposeScope();
            using var positives = block.Positives.DetachFromDisposeScope();
            using var negatives = block.Negatives.DetachFromDisposeScope();
            for (var at = 0L; at < users.size(0); at += batchSize)
            {
                var count = Math.Min(batchSize, users.size(0) - at);
                yield return new TripletBatch
                {
                    Users = users.narrow(0, at, count),
                    Positives = positives.narrow(0, at, count),
                    Negatives = negatives.narrow(0, at, count),
                };
            }
        }
    }

    /// <summary>Releases the tensors.</summary>
    public void Release()
    {
        foreach (var tensor in new[] { _users, _items, _offsets, _free, _keys })
        {
            tensor.Dispose();
        }
    }

    private TripletBatch Block(Tensor interactions, HashedDraws draws)
    {
        using var scope = NewDisposeScope();
        var (users, positives) = (MetaForms.Select(_users, interactions), MetaForms.Select(_items, interactions));
        var rank = draws.Below(MetaForms.Select(_free, users));
        var before = Count(users.mul(Held(_stride)).add_(rank, Held(1))).sub_(MetaForms.Select(_offsets, users));
        return new TripletBatch
        {
            Users = users.MoveToOuterDisposeScope(),
            Positives = positives.MoveToOuterDisposeScope(),
            Negatives = rank.add_(before, Held(1)).MoveToOuterDisposeScope(),
        };
    }

    // How many keys are not above each value; META, which has no numbers, has no search either.
    private Tensor Count(Tensor values) => values.device_type == DeviceType.META ? zeros_like(values) : searchsorted(_keys, values, right: true);
}
