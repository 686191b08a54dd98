using System.Diagnostics;
using DaRec.Alignment;
using static TorchSharp.torch;

namespace DaRec;

/// <content>Steps on rows: their cost does not depend on the number of users and items.</content>
public sealed partial class DaRecAligner
{
    /// <summary>Draws the rows of the next step, for <see cref="Align(AlignmentRows, Tensor, Tensor)"/>; null in a step without terms.</summary>
    /// <remarks>
    /// For hosts whose tables are too large for a gradient of their size, or lie elsewhere: look the rows up, align them, and move them
    /// alone. The rows are those that <see cref="Align(Tensor, Tensor)"/> would have drawn. Each call counts as a step.
    /// </remarks>
    /// <param name="device">Where the numbers lie; null takes the CPU.</param>
    /// <returns>The rows, to be disposed by the caller, or null.</returns>
    /// <example>
    /// <code>
    /// using var rows = aligner.DrawRows();
    /// if (rows is not null)
    /// {
    ///     using var alignment = aligner.Align(rows, Lookup(userTable, rows.Users), Lookup(itemTable, rows.Items));
    ///     loss = loss + alignment.Total;
    /// }
    /// </code>
    /// </example>
    public AlignmentRows? DrawRows(Device? device = null)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        using var scope = NewDisposeScope();
        return Next() is { } step ? new AlignmentRows(_rows.Numbers(device ?? CPU, step).MoveToOuterDisposeScope()) : null;
    }

    /// <summary>The terms of a step over rows that <see cref="DrawRows"/> gave.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="users">E^C of <see cref="AlignmentRows.Users"/>, in their order, with gradient, shape (m_u, d_c).</param>
    /// <param name="items">E^C of <see cref="AlignmentRows.Items"/>, in their order, with gradient, shape (m_i, d_c).</param>
    /// <returns>The terms, to be disposed after backward.</returns>
    /// <exception cref="ArgumentException">A table that does not fit; on the CPU, a row that is not finite, which the message names.</exception>
    public AlignmentLosses Align(AlignmentRows rows, Tensor users, Tensor items)
    {
        ArgumentNullException.ThrowIfNull(rows);
        Tables.CheckDrawn(users, rows.Users.size(0), items, rows.Items.size(0));
        return Compute(CollaborativeTable.Drawn(users, items), rows.Drawn);
    }

    // What the rows of this step are drawn by; null where it is left out.
    private long? Next()
    {
        _state.Absorb();
        if (training && !_strength.IsAligned(_state.Steps++))
        {
            AlignmentRecord.Skip();
            return null;
        }

        return training ? _state.Steps : --_looks;
    }

    private AlignmentLosses Compute(CollaborativeTable table, DrawnRows rows) => table.NameBadRows(() =>
    {
        using var scope = NewDisposeScope();
        var start = Stopwatch.GetTimestamp();
        var sample = _rows.Gather(table, rows);
        var losses = _terms.Compute(sample, _strength.StepWeight(training)).MoveToOuterDisposeScope();
        _record.Take(losses, sample.Collaborative.size(0), start);
        return losses;
    });
}
