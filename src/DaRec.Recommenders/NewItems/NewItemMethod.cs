using DaRec.Internal;
using DaRec.Recommenders.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>How items that training has not seen get a vector from their texts, after training.</summary>
/// <remarks>
/// An item without training interactions is cold, any other is warm. A trained recommender has learned nothing about cold items, but
/// ranks them with whatever rows they have. A method replaces these rows; some replace those of warm items and users as well, and say so.
/// </remarks>
/// <example>
/// <code>
/// using var result = trainer.Train();
/// using var placed = new NeighborMean().Place(result.Users, result.Items, data);
/// var metrics = new RankingEvaluator(data.Train, data.Test!).Evaluate(placed.Users, placed.Items);
/// </code>
/// </example>
public abstract class NewItemMethod
{
    private protected NewItemMethod()
    {
    }

    /// <summary>Gives cold items a vector, and returns new tables of all users and all items to rank with.</summary>
    /// <param name="users">What the trained recommender ranks users with: finite, float32 or float64, on the CPU, shape (n_u, w).</param>
    /// <param name="items">The same for items, shape (n_i, w).</param>
    /// <param name="data">
    /// Its training interactions tell which items are cold; it needs item texts. All texts are held as float32 during the call. Methods
    /// that train stop early by the cold items of its validation part, and use neither validation nor test part for anything else.
    /// </param>
    /// <param name="generator">
    /// Source of random numbers, for methods that train: the same state gives the same result. Null takes the process's default.
    /// </param>
    /// <returns>Tables of the element type given, to be disposed by the caller; copies of those given where no item is cold.</returns>
    /// <exception cref="ArgumentException">
    /// Data without item texts, tables of another shape, type or device, or NaN or infinity in the tables or the texts.
    /// </exception>
    public RankedEmbeddings Place(Tensor users, Tensor items, Dataset data, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        Check(users, data.UserCount, nameof(users));
        Check(items, data.ItemCount, nameof(items));
        Guard.SamePlace(users, items, nameof(users), nameof(items));
        Guard.Width(items, users.size(1), nameof(items));
        if (data.ItemEmbeddings is null)
        {
            throw new ArgumentException(
                "Expected data with item texts, got none: without a text, nothing is known of a new item.", nameof(data));
        }

        data.ItemEmbeddings.Check().EnsureFinite(nameof(data));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var input = new NewItemInput(users.detach(), items.detach(), data, generator);
        var placed = input.Cold.numel() == 0 ? new RankedEmbeddings(input.Users.clone(), input.Items.clone()) : Place(input);
        return placed.MoveToOuterDisposeScope();
    }

    // At least one item is cold and one is warm. Results are new tensors of the caller's scope.
    private protected abstract RankedEmbeddings Place(NewItemInput input);

    private static void Check(Tensor table, long rows, string name)
    {
        Guard.Matrix(table, minRows: 1, name);
        if (table.device_type != DeviceType.CPU)
        {
            throw new ArgumentException($"Expected {name} on the CPU, got {table.device}; move it with .cpu().", name);
        }

        if (table.size(0) != rows)
        {
            throw new ArgumentException($"Expected {rows} rows, as many as the data have {name}, got {table.size(0)}.", name);
        }

        using var scope = NewDisposeScope();
        if (!HostReads.IsTrue(table.detach().isfinite().all()))
        {
            throw new ArgumentException($"Expected finite {name}, got NaN or infinity; did training diverge?", name);
        }
    }
}
