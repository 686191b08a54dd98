using System.Buffers;
using DaRec.Internal;
using MathNet.Numerics;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Information;

/// <summary>Estimates the mutual information of a table of numbers and a label by nearest neighbours (Ross, 2014).</summary>
/// <remarks>
/// <code>I = ψ(n) + 1/n Σᵢ [ψ(kᵢ) − ψ(nᵢ) − ψ(mᵢ)]</code>
/// nᵢ counts the rows of row i's class, kᵢ = min(k, nᵢ − 1), and mᵢ counts the rows of all classes, itself included, that are nearer than the
/// kᵢ-th neighbour within the class. Distances are maxima over columns. Rows that are alone in their class are left out; n counts the others. For a
/// single column this is the estimate of scikit-learn's <c>mutual_info_classif</c> without its noise.
/// <para>
/// Bias: near 0 where rows and labels are independent. Otherwise it is too low in wide tables, for in many dimensions the k-th neighbour is nearly
/// as far as any other row. It never exceeds about H(Y). Compare estimates of the same width and the same n.
/// </para>
/// <para>
/// No noise is added, so that a result can be had again. Where kᵢ other rows of the class equal a row, mᵢ counts all rows that equal it.
/// </para>
/// Exact, by all pairs: O(n² d) time on <see cref="get_num_threads"/> threads (20,000 rows of 64 columns: 4 s on two cores), O(n d) memory.
/// </remarks>
/// <example>
/// <code>
/// var estimate = new RossEstimator(neighborCount: 3).Estimate(itemEmbeddings, categories);     // (n, d) and n labels
/// Console.WriteLine($"{estimate.Bits:f2} bits of the category");
/// </code>
/// </example>
public sealed class RossEstimator
{
    private const int GroupsAPart = 16;

    private readonly int _neighborCount;
    private readonly bool _standardize;

    /// <summary>Creates the estimator.</summary>
    /// <param name="neighborCount">k ≥ 1, less than the number of rows. Default 3.</param>
    /// <param name="standardize">
    /// Whether each column is divided by its standard deviation first; units of columns then do not matter. For a single column both are the
    /// same. Default true.
    /// </param>
    public RossEstimator(int neighborCount = NeighborEstimate.DefaultNeighborCount, bool standardize = true)
    {
        _neighborCount = Guard.AtLeast(neighborCount, 1);
        _standardize = standardize;
    }

    /// <summary>I(x; Y). It does not depend on the order of the rows.</summary>
    /// <param name="rows">x, shape (n, d), n &gt; k.</param>
    /// <param name="labels">Y of the rows, any whole numbers.</param>
    /// <exception cref="ArgumentException">
    /// No matrix, k rows or fewer, another number of labels, a single class, only classes of a single row, or a row with NaN or infinity,
    /// which the message names.
    /// </exception>
    public NeighborEstimate Estimate(Tensor rows, IReadOnlyList<int> labels)
    {
        var x = HostRows.Of(rows, nameof(rows));
        var codes = LabelCodes.Of(labels, x.Count, nameof(labels));
        KraskovEstimator.EnsureEnough(_neighborCount, x.Count, nameof(rows));
        var sizes = codes.Sizes;

        // Class after class, so that the neighbours within a class are a range.
        int[] order = [.. Enumerable.Range(0, x.Count).Where(row => sizes[codes.Codes[row]] > 1).OrderBy(row => codes.Codes[row])];
        if (order.Length == 0)
        {
            throw new ArgumentException($"Expected a class with at least two rows, got {x.Count} rows with a label each of their own.", nameof(labels));
        }

        var n = order.Length;
        int[] classes = [.. order.Select(row => codes.Codes[row])];
        var starts = new int[codes.Count];
        for (var row = n - 1; row >= 0; row--)
        {
            starts[classes[row]] = row;
        }

        var distances = new MaximumDistances((_standardize ? x.Standardize() : x).Select(order));
        var terms = new double[n];
        var rowsAPart = MaximumDistances.Group * GroupsAPart;
        TorchThreads.For(
            (n + rowsAPart - 1) / rowsAPart,
            part => Count(distances, part * rowsAPart, terms.AsSpan(part * rowsAPart), row => (starts[classes[row]], sizes[classes[row]])));
        return new NeighborEstimate(SpecialFunctions.DiGamma(n) + (CompensatedSum.Of(terms) / n), n);
    }

    private void Count(MaximumDistances distances, int start, Span<double> terms, Func<int, (int Start, int Size)> classOf)
    {
        var stride = distances.Stride;
        var rented = ArrayPool<double>.Shared.Rent(MaximumDistances.Group * stride);
        var all = rented.AsSpan(0, MaximumDistances.Group * stride);
        var buffer = new double[_neighborCount];
        var rows = Math.Min(terms.Length, MaximumDistances.Group * GroupsAPart);
        for (var row = 0; row < rows; row += MaximumDistances.Group)
        {
            distances.Fill(start + row, all);
            for (var at = 0; at < Math.Min(MaximumDistances.Group, rows - row); at++)
            {
                var own = all.Slice(at * stride, stride);
                var (first, size) = classOf(start + row + at);
                var k = Math.Min(_neighborCount, size - 1);
                var nearest = new NearestDistances(buffer.AsSpan(0, k));
                nearest.Clear();
                foreach (var distance in own.Slice(first, size))
                {
                    nearest.Add(distance);
                }

                terms[row + at] = SpecialFunctions.DiGamma(k) - SpecialFunctions.DiGamma(size)
                    - SpecialFunctions.DiGamma(MaximumDistances.CountWithin(own, nearest.Radius) + 1);
            }
        }

        ArrayPool<double>.Shared.Return(rented);
    }
}
