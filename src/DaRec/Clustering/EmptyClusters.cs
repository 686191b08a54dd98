using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Clustering;

/// <summary>Gives each empty cluster a row, one of those that lie farthest from their own centres.</summary>
internal static class EmptyClusters
{
    /// <summary>The clusters of the rows, moved so that none is empty; int64, (n), in the caller's dispose scope.</summary>
    /// <param name="rows">Shape (n, d), n ≥ k.</param>
    /// <param name="distances">‖x − c‖² of each row's nearest centre, less ‖x‖², (n).</param>
    /// <param name="assignments">The cluster of each row, int64, (n).</param>
    /// <param name="count">k.</param>
    public static Tensor Fill(Tensor rows, Tensor distances, Tensor assignments, long count)
    {
        using var scope = NewDisposeScope();
        if (rows.device_type != DeviceType.CPU)
        {
            return ByOperators(distances.add(rows.pow(Held(2)).sum(1L), Held(1)), assignments, count).MoveToOuterDisposeScope();
        }

        var clusters = HostReads.ToArray<long>(assignments);
        var counts = new long[count];
        foreach (var cluster in clusters)
        {
            counts[cluster]++;
        }

        return Array.IndexOf(counts, 0) < 0
            ? assignments.alias().MoveToOuterDisposeScope()
            : OneByOne(rows, distances.add(rows.pow(Held(2)).sum(1L), Held(1)), clusters, counts).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="Fill"/> at once and with nothing read back: the farthest rows, whatever lies beside them.</summary>
    /// <remarks>The row nearest to its centre stays in each cluster, which leaves at least as many rows as there are empty clusters.</remarks>
    /// <param name="distances">‖x − c‖² of each row's nearest centre, (n).</param>
    /// <param name="assignments">As in <see cref="Fill"/>.</param>
    /// <param name="count">As in <see cref="Fill"/>.</param>
    internal static Tensor ByOperators(Tensor distances, Tensor assignments, long count)
    {
        using var scope = NewDisposeScope();
        var n = assignments.size(0);
        var isEmpty = Rows.Counts(assignments, count, ScalarType.Float32).squeeze(1).eq(Held(0)); // (k)

        // By cluster, then by distance: the first of each cluster stays.
        var share = distances.to(ScalarType.Float64).clamp_min(Held(0));
        share = share.div(share.amax([0]).mul(Held(2)).clamp_min(Held(double.Epsilon))); // in [0, 0.5]
        var order = assignments.to(ScalarType.Float64).add(share, Held(1)).argsort(); // (n)
        var sorted = MetaForms.Select(assignments, order);
        var isFirst = Rows.RunStarts(sorted);
        var (_, places) = MetaForms.Select(share, order).masked_fill(isFirst, Held(-1)).topk((int)count);
        var farthest = MetaForms.Select(order, places); // (k), the farthest first

        // The i-th empty cluster takes the i-th of them; the others write into a place behind the rows.
        var rank = isEmpty.to(ScalarType.Int64).cumsum(0).sub(Held(1)).clamp_min(Held(0));
        var targets = MetaForms.Select(farthest, rank).masked_fill(isEmpty.eq(Held(false)), Held(n));
        var clusters = arange(Held(0), Held(count), Held(1), dtype: ScalarType.Int64, device: assignments.device);
        var filled = cat([assignments, zeros(1, dtype: ScalarType.Int64, device: assignments.device)], 0).scatter_(0, targets, clusters);
        return filled.narrow(0, 0, n).MoveToOuterDisposeScope();
    }

    // Each empty cluster takes the row farthest from all centres so far, its own among them from then on.
    private static Tensor OneByOne(Tensor rows, Tensor distances, long[] clusters, long[] counts)
    {
        using var scope = NewDisposeScope();
        foreach (var empty in Enumerable.Range(0, counts.Length).Where(number => counts[number] == 0))
        {
            var row = HostReads.ToInt64(distances.argmax());
            while (counts[clusters[row]] == 1)
            {
                distances[row] = double.NegativeInfinity; // the only row of its cluster stays
                row = HostReads.ToInt64(distances.argmax());
            }

            counts[clusters[row]]--;
            counts[empty] = 1;
            clusters[row] = empty;
            distances = minimum(distances, Rows.SquaredDistances(rows, rows.narrow(0, row, 1)).squeeze(1));
        }

        return tensor(clusters).MoveToOuterDisposeScope();
    }
}
