using System.Diagnostics;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
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
        _places = new CoordinateForm(_edges);
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
        var cosines = MetaForms.Select(unit, heads).mul(MetaForms.Select(unit, tails)).sum(1L);
        var weights = MetaForms.ClampMin(cosines.add(Held(1)).div(Held(2)), 0); // rounding can go below
        var totals = MetaForms.Add(weights.new_zeros([_edges.RowCount]), heads, weights); // (n)
        var shares = weights.div(MetaForms.Select(totals.masked_fill(totals.eq(Held(0)), Held(1)), heads)).unsqueeze(1);
        return MetaForms.Add(dense.new_zeros(dense.shape), heads, MetaForms.Select(dense, tails).mul(shares)).MoveToOuterDisposeScope();
    }

    public void Dispose() => _places.Dispose();
}
