using System.Diagnostics;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>A graph whose weights are learnt: neighbours weigh as much as the directions of their rows in another table agree.</summary>
/// <remarks>
/// <code>α_ht = (cos(z_h, z_t) + 1)/2 on the edges (h, t),  y_h = Σ_t α_ht x_t / Σ_t α_ht</code>
/// A node without neighbours, or whose neighbours all point the opposite way, gets 0; a zero row of Z has cosine 0 with all. Cost:
/// O(entries · d) time; memory O(n d + entries) on the CPU, O(entries · d) elsewhere.
/// </remarks>
internal sealed class AdaptiveGraph : IDisposable
{
    private readonly CsrStructure _edges;
    private readonly CoordinateForm _places;

    /// <summary>The graph with an edge at each entry of a symmetric matrix, whatever its value.</summary>
    public AdaptiveGraph(SparseMatrix adjacency)
    {
        Debug.Assert(adjacency.HasSymmetricPattern, "Each edge is passed in both directions from one of its ends.");

        _edges = adjacency.Structure;
        _places = new CoordinateForm(_edges, _edges.RowCount);
    }

    /// <summary>The weighted means y, through which the gradient flows to both tables.</summary>
    /// <param name="directions">Z, float32 or float64, shape (n, e).</param>
    /// <param name="dense">X, of the same element type and device, shape (n, d).</param>
    /// <returns>A new tensor, shape (n, d).</returns>
    public Tensor Mean(Tensor directions, Tensor dense) => dense.device_type == DeviceType.CPU
        ? AdaptiveProduct.Apply(_edges, directions, dense)
        : MeanByOperators(directions, dense);

    /// <summary>The same as written, on any device.</summary>
    internal Tensor MeanByOperators(Tensor directions, Tensor dense)
    {
        using var scope = NewDisposeScope();
        var places = _places.Places(dense.device);
        var (heads, tails) = (places[0], places[1]); // (entries)
        var unit = Rows.Normalize(directions);
        var cosines = unit.index_select(0, heads).mul(unit.index_select(0, tails)).sum(1L);
        var weights = cosines.add(1).div(2).clamp_min(0); // rounding can go below
        var totals = weights.new_zeros([_edges.RowCount]).index_add(0, heads, weights, 1); // (n)
        var shares = weights.div(totals.masked_fill(totals.eq(0), 1).index_select(0, heads));
        return dense.new_zeros(dense.shape).index_add(0, heads, dense.index_select(0, tails).mul(shares.unsqueeze(1)), 1)
            .MoveToOuterDisposeScope();
    }

    public void Dispose() => _places.Dispose();
}
