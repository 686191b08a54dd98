using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>The frozen texts of both sides, those that there are, checked once against the interactions.</summary>
internal sealed class AlignedTexts : IDisposable
{
    private readonly List<FrozenEmbeddings> _reduced = []; // those that this object made
    private FrozenEmbeddings? _users;
    private FrozenEmbeddings? _items;
    private readonly long _userCount;
    private readonly long _itemCount;

    /// <exception cref="ArgumentException">No texts, texts of other rows, or texts of two widths.</exception>
    public AlignedTexts(Interactions interactions, FrozenEmbeddings? itemTexts, FrozenEmbeddings? userTexts, RowSource? source)
    {
        (_users, _items, _userCount, _itemCount) = (userTexts, itemTexts, interactions.UserCount, interactions.ItemCount);
        CheckCount(itemTexts, _itemCount, "items", nameof(itemTexts));
        CheckCount(userTexts, _userCount, "users", nameof(userTexts));
        var any = itemTexts ?? userTexts ?? throw new ArgumentException(
            "Expected texts of the items, of the users or of both, got neither.", nameof(itemTexts));
        if (itemTexts is not null && userTexts is not null && itemTexts.Width != userTexts.Width)
        {
            throw new ArgumentException(
                $"Expected user texts as wide as item texts, {itemTexts.Width}, got {userTexts.Width}; embed both with one model, and "
                + "reduce both together (FrozenEmbeddings.Reduce).",
                nameof(userTexts));
        }

        Width = any.Width;
        Source = source ?? (itemTexts is not null ? RowSource.Items : RowSource.Users);
        Require(itemTexts, RowSource.Users, nameof(itemTexts));
        Require(userTexts, RowSource.Items, nameof(userTexts));

        void Require(FrozenEmbeddings? texts, RowSource others, string name)
        {
            if (texts is null && Source != others)
            {
                throw new ArgumentException(
                    $"Rows are drawn from {Source}, so {name} are needed; give them, or set {nameof(SamplingOptions)}."
                    + $"{nameof(SamplingOptions.From)} to {others}.",
                    name);
            }
        }
    }

    /// <summary>e, the width of a text embedding.</summary>
    public int Width { get; private set; }

    /// <summary>The side that rows are drawn from.</summary>
    public RowSource Source { get; }

    /// <summary>From here on, texts are their projections onto so many leading directions of both sides; null leaves them as they are.</summary>
    public void Reduce(int? rank)
    {
        if (rank is not { } width || width >= Width)
        {
            return;
        }

        _reduced.AddRange(FrozenEmbeddings.Reduce(width, [.. new[] { _users, _items }.OfType<FrozenEmbeddings>()]));
        (_users, _items, Width) = (_users is null ? null : _reduced[0], _items is null ? null : _reduced[^1], width);
    }

    /// <summary>Disposes the projections; the host's tables stay open.</summary>
    public void Dispose() => _reduced.ForEach(table => table.Dispose());

    /// <summary>Whether rows that are drawn on a device find their texts there; otherwise they are drawn on the host.</summary>
    public bool AreResidentOn(Device device) =>
        (_users?.IsResidentOn(device) ?? true) && (_items?.IsResidentOn(device) ?? true);

    /// <summary>E^L of the drawn rows, users first, (m, e).</summary>
    public Tensor Gather(DrawnRows rows, ScalarType dtype, Device device)
    {
        return Rows.Join(Of(_users, rows.Users), Of(_items, rows.Items));

        Tensor Of(FrozenEmbeddings? texts, Tensor numbers) =>
            numbers.size(0) == 0 ? empty(0, Width, dtype: dtype, device: device) : texts!.GatherInside(numbers, dtype, device);
    }

    /// <summary>What <paramref name="project"/> makes of all texts, users first; zero rows for a side without texts.</summary>
    /// <param name="project">From a table (n, e) to (n, width).</param>
    /// <param name="width">Width of a projected row.</param>
    /// <param name="like">Element type and device of the result.</param>
    public Tensor Project(Func<FrozenEmbeddings, Tensor> project, long width, Tensor like)
    {
        return Rows.Join(Of(_users, _userCount), Of(_items, _itemCount));

        Tensor Of(FrozenEmbeddings? texts, long count) => texts is null ? like.new_zeros([count, width]) : project(texts);
    }

    /// <summary>Throws where a table that rows are drawn from holds NaN or infinity.</summary>
    /// <param name="itemsAreClean">Whether the items were looked through already.</param>
    public void EnsureFinite(bool itemsAreClean)
    {
        if (Source != RowSource.Users && !itemsAreClean)
        {
            _items!.Check().EnsureFinite("itemTexts");
        }

        if (Source != RowSource.Items)
        {
            _users!.Check().EnsureFinite("userTexts");
        }
    }

    private static void CheckCount(FrozenEmbeddings? texts, long count, string what, string name)
    {
        if (texts is not null && texts.Count != count)
        {
            throw new ArgumentException(
                $"Expected a text for each of the {count} {what} that the interactions have, got {texts.Count} rows.", name);
        }
    }
}
