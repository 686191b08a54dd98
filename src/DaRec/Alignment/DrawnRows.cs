using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Alignment;

/// <summary>The rows of a step, ascending: by their numbers in the whole table, and apart in users and items.</summary>
internal sealed class DrawnRows
{
    /// <param name="all">Row numbers, users first, int64 on the CPU, (m).</param>
    /// <param name="userCount">n_u.</param>
    public DrawnRows(Tensor all, long userCount)
    {
        UserCount = all.lt(userCount).sum().ToInt64();
        All = all;
        Users = all.narrow(0, 0, UserCount);
        Items = all.narrow(0, UserCount, all.size(0) - UserCount).sub(userCount);
    }

    public long UserCount { get; }

    public Tensor All { get; }

    public Tensor Users { get; }

    public Tensor Items { get; }
}
