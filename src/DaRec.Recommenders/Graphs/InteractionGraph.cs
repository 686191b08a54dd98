using DaRec.Recommenders.Data;

namespace DaRec.Recommenders.Graphs;

/// <summary>The user–item graph as a matrix over users, then items.</summary>
public static class InteractionGraph
{
    /// <summary>The symmetrically normalised adjacency D^−½ A D^−½, shape (n_u + n_i, n_u + n_i).</summary>
    /// <remarks>Entry (u, i) is 1/√(deg(u) deg(i)); nodes without interactions have empty rows. No self-loops.</remarks>
    /// <param name="interactions">The training interactions.</param>
    public static SparseMatrix NormalizedAdjacency(Interactions interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        var itemDegrees = interactions.ItemDegrees();
        var count = interactions.Count;
        var (rows, columns, values) = (new int[2 * count], new int[2 * count], new float[2 * count]);
        var entry = 0;
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var items = interactions.ItemsOf(user);
            foreach (var item in items)
            {
                var node = interactions.UserCount + item;
                var value = (float)(1 / Math.Sqrt((double)items.Length * itemDegrees[item]));
                (rows[entry], columns[entry], values[entry]) = (user, node, value);
                (rows[count + entry], columns[count + entry], values[count + entry]) = (node, user, value);
                entry++;
            }
        }

        var nodes = interactions.UserCount + interactions.ItemCount;
        return SparseMatrix.FromEntries(rows, columns, values, nodes, nodes);
    }
}
