using DaRec.Recommenders.Data;

namespace DaRec.Recommenders.Graphs;

/// <summary>The user–item graph as a matrix over users, then items.</summary>
public static class InteractionGraph
{
    /// <summary>The symmetrically normalised adjacency D^−½ A D^−½, shape (n_u + n_i, n_u + n_i).</summary>
    /// <remarks>Entry (u, i) is 1/√(deg(u) deg(i)); nodes without interactions have empty rows.</remarks>
    /// <param name="interactions">The training interactions.</param>
    /// <param name="selfLoops">Whether each node is its own neighbour, which adds one to every degree. Default false.</param>
    public static SparseMatrix NormalizedAdjacency(Interactions interactions, bool selfLoops = false)
    {
        var loop = selfLoops ? 1 : 0;
        var itemDegrees = Checked(interactions).ItemDegrees();
        return Create(
            interactions,
            selfLoops,
            (user, item) => 1 / Math.Sqrt((double)(Degree(user) + loop) * (itemDegrees[item] + loop)),
            node => 1.0 / (loop + (node < interactions.UserCount ? Degree(node) : itemDegrees[node - interactions.UserCount])));

        int Degree(int user) => interactions.ItemsOf(user).Length;
    }

    /// <summary>The adjacency A itself, ones at (u, i) and (i, u), shape (n_u + n_i, n_u + n_i).</summary>
    /// <param name="interactions">The training interactions.</param>
    public static SparseMatrix Adjacency(Interactions interactions) =>
        Create(Checked(interactions), selfLoops: false, (_, _) => 1, _ => 1);

    private static Interactions Checked(Interactions interactions)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        return interactions;
    }

    private static SparseMatrix Create(Interactions interactions, bool selfLoops, Func<int, int, double> edge, Func<int, double> loop)
    {
        var (users, edges) = (interactions.UserCount, interactions.Count);
        var nodes = users + interactions.ItemCount;
        var entries = (2 * edges) + (selfLoops ? nodes : 0);
        var (rows, columns, values) = (new int[entries], new int[entries], new float[entries]);
        var entry = 0;
        for (var user = 0; user < users; user++)
        {
            foreach (var item in interactions.ItemsOf(user))
            {
                var value = (float)edge(user, item);
                (rows[entry], columns[entry], values[entry]) = (user, users + item, value);
                (rows[edges + entry], columns[edges + entry], values[edges + entry]) = (users + item, user, value);
                entry++;
            }
        }

        for (var node = 0; node < (selfLoops ? nodes : 0); node++)
        {
            (rows[(2 * edges) + node], columns[(2 * edges) + node], values[(2 * edges) + node]) = (node, node, (float)loop(node));
        }

        return SparseMatrix.FromEntries(rows, columns, values, nodes, nodes);
    }
}
