using DaRec.Data;

namespace DaRec.Recommenders.Graphs;

/// <summary>Builds the user–item graph as a matrix over all users, then all items.</summary>
internal static class InteractionGraph
{
    /// <summary>Builds the symmetrically normalised adjacency D^−½ A D^−½, shape (n_u + n_i, n_u + n_i).</summary>
    /// <remarks>Entry (u, i) is 1/√(deg(u) deg(i)); nodes without interactions have empty rows.</remarks>
    /// <param name="interactions">The training interactions.</param>
    /// <param name="selfLoops">Whether each node is its own neighbor, which adds one to each degree. Default false.</param>
    public static SparseMatrix NormalizedAdjacency(Interactions interactions, bool selfLoops = false) =>
        Normalize(Neighbors(interactions, selfLoops));

    /// <summary>Builds the adjacency A, with ones at (u, i) and (i, u), shape (n_u + n_i, n_u + n_i).</summary>
    /// <param name="interactions">The training interactions.</param>
    public static SparseMatrix Adjacency(Interactions interactions)
    {
        var neighbors = Neighbors(interactions);
        var ones = new float[neighbors.Columns.Length];
        Array.Fill(ones, 1);
        return SparseMatrix.FromSymmetric(neighbors, ones);
    }

    /// <summary>Each node's neighbours in ascending order, among them itself if asked.</summary>
    internal static CsrStructure Neighbors(Interactions interactions, bool selfLoops = false)
    {
        ArgumentNullException.ThrowIfNull(interactions);
        EnsureFits(interactions, selfLoops);
        var (users, byItem) = (interactions.UserCount, interactions.Transpose());
        var nodes = users + interactions.ItemCount;
        var offsets = new int[nodes + 1];
        var columns = new int[(2 * interactions.Count) + (selfLoops ? nodes : 0)];
        var entry = 0;
        for (var node = 0; node < nodes; node++)
        {
            if (node < users)
            {
                AddLoop(node);
                foreach (var item in interactions.ItemsOf(node))
                {
                    columns[entry++] = users + item;
                }
            }
            else
            {
                var itsUsers = byItem.ItemsOf(node - users);
                itsUsers.CopyTo(columns.AsSpan(entry));
                entry += itsUsers.Length;
                AddLoop(node);
            }

            offsets[node + 1] = entry;
        }

        return new CsrStructure(offsets, columns);

        void AddLoop(int node)
        {
            if (selfLoops)
            {
                columns[entry++] = node;
            }
        }
    }

    // Entries are numbered in 32 bits, which a product's speed rests on.
    private static void EnsureFits(Interactions interactions, bool selfLoops)
    {
        interactions.EnsureNumbered(nameof(interactions));
        var nodes = (long)interactions.UserCount + interactions.ItemCount;
        interactions.EnsureAtMost(
            (Array.MaxLength - (selfLoops ? nodes : 0)) / 2, "a graph, where each lies twice (matrix factorization takes more)", nameof(interactions));
    }

    /// <summary>D^−½ A D^−½ for the ones A at the places of a symmetric structure, D its row sums.</summary>
    internal static SparseMatrix Normalize(CsrStructure neighbors)
    {
        var (offsets, values) = (neighbors.Offsets, new float[neighbors.Columns.Length]);
        for (var node = 0; node < neighbors.RowCount; node++)
        {
            for (var entry = offsets[node]; entry < offsets[node + 1]; entry++)
            {
                values[entry] = (float)(1 / Math.Sqrt((double)Degree(node) * Degree(neighbors.Columns[entry])));
            }
        }

        return SparseMatrix.FromSymmetric(neighbors, values);

        int Degree(int node) => offsets[node + 1] - offsets[node];
    }
}
