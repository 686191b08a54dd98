using DaRec.Internal;
using DaRec.Kernels;
using static TorchSharp.torch;

namespace DaRec.Clustering;

/// <summary>What <see cref="KMeans.Fit"/> found.</summary>
/// <param name="Centers">The mean of each cluster's rows, shape (k, d), without gradient.</param>
/// <param name="Assignments">The cluster of each row in [0, k), int64, shape (n). No cluster is empty.</param>
/// <param name="Inertia">The sum of squared distances of the rows to their centres.</param>
/// <param name="Iterations">How many times the centres were moved.</param>
/// <param name="Exit">Why it stopped.</param>
public sealed record KMeansResult(Tensor Centers, Tensor Assignments, double Inertia, int Iterations, KMeansExit Exit) : IDisposable
{
    /// <summary>The means of the same clusters over other rows, or over the same rows with their gradient.</summary>
    /// <param name="points">Rows in the order of <see cref="Assignments"/>, shape (n, d).</param>
    /// <returns>Shape (k, d); the gradient of a centre reaches each of its rows, divided by their number.</returns>
    public Tensor CentersOf(Tensor points)
    {
        Guard.Matrix(points);
        if (points.size(0) != Assignments.size(0))
        {
            throw new ArgumentException(
                $"Expected the {Assignments.size(0)} rows that were clustered, got {Guard.Shape(points)}.", nameof(points));
        }

        return SegmentMeans.Compute(points, Assignments, Centers.size(0));
    }

    /// <summary>Disposes both tensors.</summary>
    public void Dispose()
    {
        Centers.Dispose();
        Assignments.Dispose();
    }
}
