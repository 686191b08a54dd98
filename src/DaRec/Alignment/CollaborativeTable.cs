using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>E^C of a step, in one table or in two, of which only the drawn rows are gathered.</summary>
internal abstract class CollaborativeTable
{
    /// <summary>A tensor of the table: its element type, its device, its gradient.</summary>
    public abstract Tensor Any { get; }

    /// <summary>What is computed of the table; where a loss refuses one of the rows that were drawn, the error names it in the table.</summary>
    /// <exception cref="ArgumentException">A row with NaN or infinity.</exception>
    public T NameBadRows<T>(Func<T> compute)
    {
        try
        {
            return compute();
        }
        catch (ArgumentException exception) when (FirstBadRow() is var (row, name))
        {
            throw new ArgumentException(
                $"Expected finite embeddings, got NaN or infinity in row {row} of {name}; has training diverged? A lower learning rate may help.",
                name,
                exception);
        }
    }

    /// <summary>The first row with NaN or infinity, and the argument that it came in. Waits for the device.</summary>
    protected abstract (long Row, string Name)? FirstBadRow();

    /// <summary>The rows asked for, users first.</summary>
    public abstract Tensor Gather(DrawnRows rows);

    /// <summary>Users, then items; saves a gradient table where the backbone has both in one.</summary>
    public static CollaborativeTable Joined(Tensor embeddings) => new OneTable(embeddings);

    public static CollaborativeTable Apart(Tensor users, Tensor items) => new TwoTables(users, items);

    /// <summary>The drawn rows alone, as the host looked them up.</summary>
    public static CollaborativeTable Drawn(Tensor users, Tensor items) => new DrawnTables(users, items);

    private sealed class OneTable(Tensor embeddings) : CollaborativeTable
    {
        public override Tensor Any => embeddings;

        protected override (long Row, string Name)? FirstBadRow() =>
            FiniteLoss.FirstBadRow(embeddings) is { } row ? (row, nameof(embeddings)) : null;

        public override Tensor Gather(DrawnRows rows) => Rows.Take(embeddings, rows.All);
    }

    private class TwoTables(Tensor users, Tensor items) : CollaborativeTable
    {
        public override Tensor Any => users.requires_grad ? users : items;

        protected override (long Row, string Name)? FirstBadRow() =>
            FiniteLoss.FirstBadRow(users) is { } user ? (user, nameof(users))
            : FiniteLoss.FirstBadRow(items) is { } item ? (item, nameof(items))
            : null;

        public override Tensor Gather(DrawnRows rows) => Rows.Join(Rows.Take(users, rows.Users), Rows.Take(items, rows.Items));
    }

    private sealed class DrawnTables(Tensor users, Tensor items) : TwoTables(users, items)
    {
        private readonly (Tensor Users, Tensor Items) _rows = (users, items);

        public override Tensor Gather(DrawnRows rows) => Rows.Join(_rows.Users, _rows.Items);
    }
}
