using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Clustering;

/// <summary>The clusters that <see cref="KMeans.Fit"/> found.</summary>
public sealed class KMeansResult : IDisposable
{
    private readonly Tensor? _deviation; // √ of the inertia, where reading it would wait for a device
    private readonly Tensor? _isConverged;
    private double? _inertia;
    private bool? _hasConverged;

    internal KMeansResult(Tensor centers, Tensor assignments, Tensor deviation, int iterations, Tensor isConverged)
    {
        (Centers, Assignments, Iterations) = (centers, assignments, iterations);
        (_deviation, _isConverged) = (deviation, isConverged);
        if (centers.device_type == DeviceType.CPU)
        {
            (_inertia, _hasConverged) = (Inertia, HasConverged);
            (_deviation, _isConverged) = (null, null);
            deviation.Dispose();
            isConverged.Dispose();
        }
    }

    /// <summary>The mean of each cluster's rows, shape (k, d), without gradient.</summary>
    public Tensor Centers { get; }

    /// <summary>The cluster of each row in [0, k), int64, shape (n). No cluster is empty.</summary>
    public Tensor Assignments { get; }

    /// <summary>The sum of squared distances of the rows to their centres. On a GPU this waits for the device.</summary>
    public double Inertia => _inertia ??= Math.Pow(HostReads.ToDouble(_deviation!), 2);

    /// <summary>How many times the centres were moved.</summary>
    public int Iterations { get; }

    /// <summary>Whether no row changed its cluster any more when it stopped. On a GPU this waits for the device.</summary>
    public bool HasConverged => _hasConverged ??= HostReads.IsTrue(_isConverged!);

    /// <summary>The means of the same clusters over other rows, or over the same rows with their gradient.</summary>
    /// <param name="points">Rows in the order of <see cref="Assignments"/>, shape (n, d).</param>
    /// <returns>Shape (k, d); the gradient of a centre reaches each of its rows, divided by their number.</returns>
    public Tensor CentersOf(Tensor points)
    {
        ObjectDisposedException.ThrowIf(Assignments.IsInvalid, this);
        Guard.Matrix(points);
        if (points.size(0) != Assignments.size(0))
        {
            throw new ArgumentException(
                $"Expected the {Assignments.size(0)} rows that were clustered, got {Guard.Shape(points)}.", nameof(points));
        }

        return SegmentMeans.Compute(points, Assignments, Centers.size(0));
    }

    /// <summary>Disposes its tensors.</summary>
    public void Dispose()
    {
        Centers.Dispose();
        Assignments.Dispose();
        _deviation?.Dispose();
        _isConverged?.Dispose();
    }
}
