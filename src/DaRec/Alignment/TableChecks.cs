using System.Runtime.CompilerServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>Checks of the tables that a host gives in a step.</summary>
/// <param name="width">d_c.</param>
/// <param name="userCount">n_u.</param>
/// <param name="itemCount">n_i.</param>
/// <param name="weight">A weight of the heads: tables have its element type and device; null where there are no heads.</param>
internal sealed class TableChecks(int width, long userCount, long itemCount, Func<Tensor>? weight)
{
    public void CheckApart(Tensor users, Tensor items)
    {
        Check(users, userCount, width, "a row for each user of the interactions");
        Check(items, itemCount, width, "a row for each item of the interactions");
        Guard.SamePlace(users, items, nameof(users), nameof(items));
    }

    public void CheckDrawn(Tensor users, long drawnUsers, Tensor items, long drawnItems)
    {
        Check(users, drawnUsers, width, "a row for each user that was drawn");
        Check(items, drawnItems, width, "a row for each item that was drawn");
        Guard.SamePlace(users, items, nameof(users), nameof(items));
    }

    public void CheckJoined(
        Tensor table, int tableWidth, [CallerArgumentExpression(nameof(table))] string name = "") =>
        Check(table, userCount + itemCount, tableWidth, $"{userCount} users, then {itemCount} items, as the interactions have", name);

    public void CheckRows(Tensor embeddings)
    {
        Guard.Matrix(embeddings);
        Check(embeddings, embeddings.size(0), width, "rows of the recommender's width");
    }

    private void Check(
        Tensor table, long count, long expectedWidth, string what, [CallerArgumentExpression(nameof(table))] string name = "")
    {
        Guard.Matrix(table, minRows: 0, name);
        if (table.size(0) != count || table.size(1) != expectedWidth)
        {
            throw new ArgumentException($"Expected ({count}, {expectedWidth}), {what}, got {Guard.Shape(table)}.", name);
        }

        if (weight?.Invoke() is { } reference)
        {
            Guard.SameDevice(reference, table, "the aligner's weights", name);
            if (!Rows.IsHalf(table.dtype))
            {
                Guard.SameType(reference, table, "the aligner's weights", name);
            }
        }
    }
}
