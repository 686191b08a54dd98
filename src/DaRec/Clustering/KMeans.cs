using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Clustering;

/// <summary>Lloyd's k-means with k-means++ or given starting centres.</summary>
/// <remarks>
/// An empty cluster takes over the row that lies farthest from its own centre, so that each of the k clusters has a row and a
/// mean. The result depends on the points, the start and the generator's state alone. Rows of 16 bits are computed with in float32. Cost:
/// O(n k d) an iteration, O(n k) memory. On another device than the CPU nothing is read back, so that all iterations run, converged or not,
/// and rows with NaN are not refused.
/// </remarks>
/// <example>
/// <code>
/// using var result = new KMeans(clusterCount: 8).Fit(points);    // points: (n, d), n ≥ 8
/// var (centers, clusters) = (result.Centers, result.Assignments);
/// </code>
/// </example>
public sealed class KMeans
{
    private readonly long _clusterCount;
    private readonly int _maxIterations;

    /// <summary>Creates the algorithm.</summary>
    /// <param name="clusterCount">k ≥ 1, at most the number of rows that are fitted.</param>
    /// <param name="maxIterations">How often centres may move, ≥ 1. Default 100.</param>
    public KMeans(long clusterCount, int maxIterations = 100)
    {
        _clusterCount = Guard.AtLeast(clusterCount, 1);
        _maxIterations = Guard.AtLeast(maxIterations, 1);
    }

    /// <summary>Clusters rows by squared distance.</summary>
    /// <param name="points">Shape (n, d), n ≥ k; its gradient is not followed (see <see cref="KMeansResult.CentersOf"/>).</param>
    /// <param name="generator">Source of randomness of k-means++; null takes the process's default.</param>
    /// <param name="initialCenters">A warm start, shape (k, d); null starts with k-means++.</param>
    public KMeansResult Fit(Tensor points, Generator? generator = null, Tensor? initialCenters = null)
    {
        Guard.Matrix(points);
        if (points.size(0) < _clusterCount)
        {
            throw new ArgumentException(
                $"Expected at least as many rows as the {_clusterCount} clusters, got {Guard.Shape(points)}.", nameof(points));
        }

        if (initialCenters is not null)
        {
            Guard.Matrix(initialCenters);
            Guard.SamePlace(points, initialCenters, nameof(points), nameof(initialCenters));
            if (initialCenters.size(0) != _clusterCount || initialCenters.size(1) != points.size(1))
            {
                throw new ArgumentException(
                    $"Expected centres ({_clusterCount}, {points.size(1)}), got {Guard.Shape(initialCenters)}.", nameof(initialCenters));
            }
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();

        // Clusters do not depend on the origin and the unit; products of far or tiny rows would lose their digits.
        var isOnHost = points.device_type == DeviceType.CPU;
        var (rows, origin, unit) = Standardize(Rows.Widen(points.detach()));
        var start = initialCenters is null ? PlusPlus(rows, generator) : Rows.Widen(initialCenters.detach()).sub(origin).div(unit);
        var assignments = Assign(rows, start);
        for (var iterations = 1; ; iterations++)
        {
            var centers = SegmentMeans.Compute(rows, assignments, _clusterCount);
            var next = Assign(rows, centers);
            var converged = next.eq(assignments).all();
            if (iterations == _maxIterations || (isOnHost && HostReads.IsTrue(converged))) // what stands still, stays
            {
                return new KMeansResult(
                    centers.mul(unit).add(origin, Held(1)).MoveToOuterDisposeScope(),
                    assignments.MoveToOuterDisposeScope(),
                    Deviation(rows, centers, assignments).to(ScalarType.Float64).mul(unit.to(ScalarType.Float64)).MoveToOuterDisposeScope(),
                    iterations,
                    converged.MoveToOuterDisposeScope());
            }

            assignments = next;
        }
    }

    private static (Tensor Rows, Tensor Origin, Tensor Unit) Standardize(Tensor points)
    {
        using var solo = TorchThreads.Operators(2 * points.numel());
        var origin = points.mean([0L], keepdim: true);
        var rows = points.sub(origin);
        var unit = maximum(rows.amax([0, 1]), rows.amin([0, 1]).neg());
        if (unit.device_type == DeviceType.CPU && !double.IsFinite(HostReads.ToDouble(unit)))
        {
            throw new ArgumentException(
                "Expected finite rows, got NaN or infinity; has training diverged, or do the embeddings hold bad rows?", nameof(points));
        }

        unit = unit.masked_fill(unit.eq(Held(0)), Held(1));
        return (rows.div_(unit), origin, unit);
    }

    // √ Σ ‖x − c‖²; overwrites the rows.
    private static Tensor Deviation(Tensor rows, Tensor centers, Tensor assignments)
    {
        using var solo = TorchThreads.Operators(2 * rows.numel());
        return rows.sub_(MetaForms.Select(centers, assignments)).norm();
    }

    // Nearest centre of each row, (n); rows are moved so that no cluster is empty.
    private Tensor Assign(Tensor rows, Tensor centers)
    {
        using var scope = NewDisposeScope();
        var (distances, assignments) = NearestCenters.Find(rows, centers); // ‖x − c‖² less ‖x‖², which no choice of centre changes
        return EmptyClusters.Fill(rows, distances, assignments, _clusterCount).MoveToOuterDisposeScope();
    }

    // Each further centre is a row drawn with a probability proportional to its squared distance to the nearest centre so far.
    private Tensor PlusPlus(Tensor rows, Generator? generator)
    {
        using var scope = NewDisposeScope();
        var n = rows.size(0);
        var draws = Uploads.Send(rand(_clusterCount, dtype: ScalarType.Float64, generator: generator), rows.device);
        var center = MetaForms.Select(rows, draws.narrow(0, 0, 1).mul(Held(n)).floor().to(ScalarType.Int64));
        var centers = new List<Tensor> { center };
        var nearest = Rows.SquaredDistances(rows, center).squeeze(1); // (n)
        for (var k = 1L; k < _clusterCount; k++)
        {
            var cumulative = nearest.to(ScalarType.Float64).cumsum(0);
            var threshold = cumulative.narrow(0, n - 1, 1).mul(draws.narrow(0, k, 1));
            var row = cumulative.le(threshold).sum(0L, keepdim: true).clamp_max(Held(n - 1)); // n − 1: all rows coincide with a centre
            center = MetaForms.Select(rows, row);
            centers.Add(center);
            nearest = minimum(nearest, Rows.SquaredDistances(rows, center).squeeze(1));
        }

        return cat(centers, 0).MoveToOuterDisposeScope();
    }
}
