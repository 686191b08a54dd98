using DaRec.Data;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Naive;

/// <summary>The normalised adjacency as TorchSharp's sparse tensor, in coordinates.</summary>
internal static class CoordinateGraph
{
    /// <summary>D^−½ A D^−½ over users, then items; entries sorted by row and column.</summary>
    /// <param name="train">The training interactions.</param>
    public static Tensor Of(Interactions train)
    {
        ArgumentNullException.ThrowIfNull(train);
        var degrees = train.ItemDegrees();
        var entries = new List<(long Row, long Column, float Value)>(2 * (int)train.Count);
        for (var user = 0; user < train.UserCount; user++)
        {
            var items = train.ItemsOf(user);
            foreach (var item in items)
            {
                var value = (float)(1 / Math.Sqrt((double)items.Length * degrees[item]));
                entries.Add((user, train.UserCount + item, value));
                entries.Add((train.UserCount + item, user, value));
            }
        }

        entries.Sort();
        var indices = new long[2, entries.Count];
        foreach (var (at, (row, column, _)) in entries.Index())
        {
            (indices[0, at], indices[1, at]) = (row, column);
        }

        using var scope = NewDisposeScope();
        var nodes = (long)train.UserCount + train.ItemCount;
        return sparse_coo_tensor(tensor(indices), tensor(entries.Select(entry => entry.Value).ToArray()), [nodes, nodes])
            .MoveToOuterDisposeScope();
    }
}
