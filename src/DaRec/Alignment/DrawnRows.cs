using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>The rows of a step, ascending: by their numbers in the whole table, and apart in users and items.</summary>
internal sealed class DrawnRows : IDisposable
{
    /// <summary>Of rows that were drawn on the host.</summary>
    /// <param name="all">Row numbers, users first, int64 on the CPU, (m).</param>
    /// <param name="userCount">n_u.</param>
    public DrawnRows(Tensor all, long userCount)
    {
        UserCount = HostReads.ToInt64(all.lt(Held(userCount)).sum());
        All = all;
        Users = all.narrow(0, 0, UserCount);
        Items = all.narrow(0, UserCount, all.size(0) - UserCount).sub(Held(userCount));
    }

    /// <summary>Of rows that were drawn on a device.</summary>
    /// <param name="users">User numbers, int64, (m_u).</param>
    /// <param name="items">Item numbers, int64, (m_i).</param>
    /// <param name="userCount">n_u.</param>
    public DrawnRows(Tensor users, Tensor items, long userCount)
    {
        UserCount = users.size(0);
        All = Rows.Join(users, items.add(Held(userCount), Held(1)));
        (Users, Items) = (users, items);
    }

    /// <summary>How many of them are users.</summary>
    public long UserCount { get; }

    public Tensor All { get; }

    public Tensor Users { get; }

    public Tensor Items { get; }

    /// <summary>The same object, its tensors in the outer dispose scope.</summary>
    public DrawnRows MoveToOuterDisposeScope()
    {
        All.MoveToOuterDisposeScope();
        Users.MoveToOuterDisposeScope();
        Items.MoveToOuterDisposeScope();
        return this;
    }

    public void Dispose()
    {
        All.Dispose();
        Users.Dispose();
        Items.Dispose();
    }
}
