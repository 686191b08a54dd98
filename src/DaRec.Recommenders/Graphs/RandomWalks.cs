using DaRec.Internal;
using DaRec.Recommenders.Data;

namespace DaRec.Recommenders.Graphs;

/// <summary>Random walks over a graph. Their visits, weighted, give powers of Â = D^−½ A D^−½ in expectation.</summary>
/// <remarks>
/// <code>
/// E[√(dᵢ / d_w) x_w] = (Âˡ x)ᵢ,   w the l-th node of a walk from i that goes on to each neighbor with the same probability
/// </code>
/// because Âᵢⱼ / Pᵢⱼ = √(dᵢ / dⱼ), and the product of these along a walk telescopes. The first nodes of a row's m walks lie at equal
/// distances in its list of neighbors, from a random start: each neighbor is as likely as before, and where m is a multiple of dᵢ the first
/// layer is exact. A walk ends at an entry that dropout leaves out, which gives powers of the matrix without it.
/// Random numbers depend on the seed, the step and the row alone. Cost: O(m L) a row, whatever the graph's size is.
/// </remarks>
/// <param name="neighbors">The places of Â's entries, symmetric.</param>
/// <param name="walks">m, walks from each row, ≥ 1.</param>
/// <param name="length">L, nodes that each visits after its row, ≥ 0.</param>
/// <param name="seed">Of all steps.</param>
internal sealed class RandomWalks(CsrStructure neighbors, int walks, int length, long seed)
{
    private const int PartRows = 64;
    private const long VisitWork = 50; // nanoseconds: two reads from memory and a hash

    private readonly int[] _offsets = neighbors.Offsets;
    private readonly int[] _columns = neighbors.Columns;

    /// <summary>The walks of a step.</summary>
    /// <param name="rows">Where they start.</param>
    /// <param name="step">Which of the random numbers.</param>
    /// <param name="dropout">The entries that are left out; null for none.</param>
    public WalkVisits Draw(ReadOnlyMemory<int> rows, long step, EntryDropout? dropout = null)
    {
        var perRow = checked(walks * length);
        var visits = new WalkVisits(rows.Length, perRow);
        var key = unchecked((long)new SplitMix(seed, step).Next());
        TorchThreads.For(
            (rows.Length + PartRows - 1) / PartRows,
            part =>
            {
                var span = rows.Span;
                for (var at = part * PartRows; at < Math.Min((part + 1) * PartRows, span.Length); at++)
                {
                    Draw(span[at], new SplitMix(key, span[at]), dropout, visits.NodesOf(at), visits.WeightsOf(at));
                }
            },
            work: VisitWork * rows.Length * perRow);
        return visits;
    }

    private void Draw(int row, SplitMix random, EntryDropout? dropout, Span<int> nodes, Span<float> weights)
    {
        nodes.Fill(WalkVisits.None);
        var degree = Degree(row);
        if (degree == 0 || length == 0)
        {
            return;
        }

        var (scale, start, at) = (Math.Sqrt(degree) / walks, random.NextDouble(), 0);
        for (var walk = 0; walk < walks; walk++, at += length)
        {
            var entry = _offsets[row] + Math.Min((int)((walk + start) * degree / walks), degree - 1);
            for (var layer = 0; dropout?.Keeps(entry) ?? true; layer++)
            {
                var node = _columns[entry];
                var itsDegree = Degree(node);
                nodes[at + layer] = node;
                weights[at + layer] = (float)(scale / Math.Sqrt(itsDegree));
                if (layer == length - 1)
                {
                    break;
                }

                entry = _offsets[node] + (int)Math.BigMul(random.Next(), (ulong)itsDegree, out _);
            }
        }
    }

    private int Degree(int node) => _offsets[node + 1] - _offsets[node];
}
