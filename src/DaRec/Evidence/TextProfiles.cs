using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>Mean texts of the items that users took, over all interactions or those of some items.</summary>
/// <remarks><code>p_u = Σⱼ aⱼ zⱼ / Σⱼ aⱼ over the items j of u,  aⱼ = 1/√(1 + cⱼ)</code> with cⱼ interactions of item j.</remarks>
internal sealed class TextProfiles
{
    private readonly Tensor _shares; // a, (n_i)
    private readonly Tensor _sums; // Σ a z, (n_u, r)
    private readonly Tensor _weights; // Σ a, (n_u)

    /// <summary>Sums up texts; its tensors belong to the dispose scope.</summary>
    /// <param name="texts">z, float32, (n_i, r).</param>
    /// <param name="users">The user of each interaction.</param>
    /// <param name="items">Its item.</param>
    /// <param name="userCount">n_u.</param>
    public TextProfiles(Tensor texts, int[] users, int[] items, int userCount)
    {
        (Texts, PairUsers, PairItems, UserCount) = (texts, users, items, userCount);
        var (user, item) = (Numbers(users), Numbers(items));
        _shares = bincount(item, minlength: texts.size(0)).to(ScalarType.Float32).add_(Held(1), Held(1)).rsqrt_();
        _weights = zeros(userCount).index_add_(0, user, _shares.index_select(0, item), Held(1));
        _sums = zeros(userCount, texts.size(1));
        var size = Math.Max(1, (1L << 20) / texts.size(1)); // 4 MB of float32: memory that the allocator keeps, where fresh pages cost more than the sums
        for (var start = 0L; start < items.Length; start += size)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(size, items.Length - start);
            var taken = item.narrow(0, start, count);
            var rows = texts.index_select(0, taken).mul_(_shares.index_select(0, taken).unsqueeze(1));
            _sums.index_add_(0, user.narrow(0, start, count), rows, Held(1));
        }
    }

    /// <summary>z, (n_i, r).</summary>
    public Tensor Texts { get; }

    /// <summary>The user of each interaction.</summary>
    public int[] PairUsers { get; }

    /// <summary>The item of each interaction.</summary>
    public int[] PairItems { get; }

    /// <summary>n_u.</summary>
    public int UserCount { get; }

    /// <summary>n_i.</summary>
    public long ItemCount => Texts.size(0);

    /// <summary>p of all users, (n_u, r); 0 for users without interactions. Takes the sums' memory: for the last use.</summary>
    public Tensor Means() => _sums.div_(_weights.masked_fill(_weights.eq(Held(0)), Held(1)).unsqueeze(1));

    /// <summary>p of users without one of their items, (n, r).</summary>
    public Tensor Without(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        var own = _shares.index_select(0, items).unsqueeze(1);
        var rest = _weights.index_select(0, users).unsqueeze(1).sub(own);
        return _sums.index_select(0, users).sub_(Texts.index_select(0, items).mul_(own)).div_(rest).MoveToOuterDisposeScope();
    }

    public static Tensor Numbers(int[] numbers)
    {
        using var narrow = tensor(numbers);
        return narrow.to(ScalarType.Int64);
    }
}
