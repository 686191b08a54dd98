using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>E^C of a step, in one table or in two, of which only the drawn rows are gathered.</summary>
internal abstract class CollaborativeTable
{
    /// <summary>A tensor of the table: its element type, its device, its gradient.</summary>
    public abstract Tensor Any { get; }

    /// <summary>The rows asked for, users first.</summary>
    public abstract Tensor Gather(DrawnRows rows);

    /// <summary>Users, then items; saves a gradient table where the backbone has both in one.</summary>
    public static CollaborativeTable Joined(Tensor embeddings) => new OneTable(embeddings);

    public static CollaborativeTable Apart(Tensor users, Tensor items) => new TwoTables(users, items);

    private sealed class OneTable(Tensor embeddings) : CollaborativeTable
    {
        public override Tensor Any => embeddings;

        public override Tensor Gather(DrawnRows rows) => Rows.Take(embeddings, rows.All);
    }

    private sealed class TwoTables(Tensor users, Tensor items) : CollaborativeTable
    {
        public override Tensor Any => users.requires_grad ? users : items;

        public override Tensor Gather(DrawnRows rows) => Rows.Join(Rows.Take(users, rows.Users), Rows.Take(items, rows.Items));
    }
}
