using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>What a method places new items from. Its tensors belong to the dispose scope in which it is made.</summary>
internal sealed class NewItemInput
{
    private readonly Lazy<Interactions> _warmInteractions;

    public NewItemInput(Tensor users, Tensor items, Dataset data, Generator? generator)
    {
        (Users, Items, Data, Generator) = (users, items, data, generator);
        var degrees = data.Train.ItemDegrees();
        Warm = Numbers(degrees, isCold: false);
        Cold = Numbers(degrees, isCold: true);
        if (Cold.numel() > 0)
        {
            var texts = ItemTextRows.Of(data.ItemEmbeddings!, Warm);
            (Texts, WarmTexts, ColdTexts) = (texts, texts.index_select(0, Warm), texts.index_select(0, Cold));
        }

        WarmItems = items.index_select(0, Warm);
        _warmInteractions = new Lazy<Interactions>(() => OfWarm(data.Train, degrees));
    }

    /// <summary>Shape (n_u, w), without gradient.</summary>
    public Tensor Users { get; }

    /// <summary>Shape (n_i, w), without gradient.</summary>
    public Tensor Items { get; }

    public Dataset Data { get; }

    public Generator? Generator { get; }

    /// <summary>Numbers of the items with training interactions, ascending, int64, shape (n_w).</summary>
    public Tensor Warm { get; }

    /// <summary>Numbers of the other items, ascending, int64, shape (n_c).</summary>
    public Tensor Cold { get; }

    /// <summary>Centred texts of all items, of length 1 or 0, float32, shape (n_i, e); see <see cref="ItemTextRows"/>.</summary>
    public Tensor Texts { get; } = null!;

    /// <summary>Those of warm items, shape (n_w, e).</summary>
    public Tensor WarmTexts { get; } = null!;

    /// <summary>Those of cold items, shape (n_c, e).</summary>
    public Tensor ColdTexts { get; } = null!;

    /// <summary>The rows of warm items, shape (n_w, w).</summary>
    public Tensor WarmItems { get; }

    /// <summary>The training interactions, with item j for row j of <see cref="WarmItems"/>.</summary>
    public Interactions WarmInteractions => _warmInteractions.Value;

    /// <summary>A copy of <see cref="Items"/> with other rows for cold items, shape (n_c, w).</summary>
    public Tensor WithCold(Tensor rows) => Items.clone().index_copy_(0, Cold, rows.to(Items.dtype));

    /// <summary>A number in [0, 2³¹ − 1) from the generator.</summary>
    public int Seed()
    {
        using var scope = NewDisposeScope();
        return (int)HostReads.ToInt64(randint(0, int.MaxValue, [1], dtype: ScalarType.Int64, generator: Generator));
    }

    private static Tensor Numbers(int[] degrees, bool isCold)
    {
        long[] numbers = [.. Enumerable.Range(0, degrees.Length).Where(item => degrees[item] == 0 == isCold).Select(item => (long)item)];
        return tensor(numbers, dtype: ScalarType.Int64);
    }

    private static Interactions OfWarm(Interactions train, int[] degrees)
    {
        var (places, next) = (new int[degrees.Length], 0);
        for (var item = 0; item < degrees.Length; item++)
        {
            places[item] = degrees[item] == 0 ? -1 : next++;
        }

        // Items stay in their order, and each of the interactions is with a warm one.
        var rows = RowParts.Allocate([.. train.Offsets], train.LongestPart);
        for (var user = 0; user < train.UserCount; user++)
        {
            var own = rows.Row(user);
            var taken = train.ItemsOf(user);
            for (var at = 0; at < own.Length; at++)
            {
                own[at] = places[taken[at]];
            }
        }

        return Interactions.FromRows(next, rows);
    }
}
