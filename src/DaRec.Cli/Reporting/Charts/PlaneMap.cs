using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Cli.Reporting.Charts;

/// <summary>Rows on a plane so that near ones stay near: t-SNE with all pairs (van der Maaten and Hinton, 2008), from the principal axes.</summary>
/// <remarks>
/// <code>
/// min KL(p ‖ q),  p_ij ∝ symmetric Gaussian neighbourhoods of perplexity 30,  q_ij ∝ 1/(1 + ‖y_i − y_j‖²)
/// </code>
/// No random numbers: the same rows give the same map. O(n²) an iteration, for up to two thousand rows.
/// </remarks>
internal static class PlaneMap
{
    private const double Perplexity = 30;
    private const int Early = 100;
    private const int Iterations = 350;
    private const double Exaggeration = 12;

    /// <summary>Places rows.</summary>
    /// <param name="rows">Float32, (n, d), n ≥ 2.</param>
    /// <returns>(n, 2), the horizontal places first in each pair.</returns>
    public static double[] Of(Tensor rows)
    {
        var (places, distances) = Start(rows);
        var count = places.Length / 2;
        var near = Neighborhoods(distances, count);
        var (gradient, speed, gains) = (new double[places.Length], new double[places.Length], new double[places.Length]);
        Array.Fill(gains, 1);
        var rate = Math.Max(50, count / Exaggeration);
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            Gradient(near, places, gradient, iteration < Early ? Exaggeration : 1);
            var momentum = iteration < Early ? 0.5 : 0.8;
            for (var at = 0; at < places.Length; at++)
            {
                gains[at] = gradient[at] > 0 == speed[at] > 0 ? Math.Max(0.01, gains[at] * 0.8) : gains[at] + 0.2;
                speed[at] = (momentum * speed[at]) - (rate * gains[at] * gradient[at]);
                places[at] += speed[at];
            }
        }

        return places;
    }

    /// <summary>Turns and mirrors a map so that it lies over another as well as it can.</summary>
    public static void Turn(double[] map, double[] onto)
    {
        var (a, b, c, d) = (0.0, 0.0, 0.0, 0.0); // mapᵀ onto
        for (var at = 0; at < map.Length; at += 2)
        {
            a += map[at] * onto[at];
            b += map[at] * onto[at + 1];
            c += map[at + 1] * onto[at];
            d += map[at + 1] * onto[at + 1];
        }

        // The best turn, and the best turn after mirroring the second axis.
        var (straight, mirrored) = (Math.Atan2(b - c, a + d), Math.Atan2(b + c, a - d));
        var isMirrored = Math.Sqrt(((a - d) * (a - d)) + ((b + c) * (b + c))) > Math.Sqrt(((a + d) * (a + d)) + ((b - c) * (b - c)));
        var (cos, sin) = (Math.Cos(isMirrored ? mirrored : straight), Math.Sin(isMirrored ? mirrored : straight));
        for (var at = 0; at < map.Length; at += 2)
        {
            var (x, y) = (map[at], isMirrored ? -map[at + 1] : map[at + 1]);
            (map[at], map[at + 1]) = ((cos * x) - (sin * y), (sin * x) + (cos * y));
        }
    }

    // Principal coordinates, small, and squared distances of all rows.
    private static (double[] Places, double[] Distances) Start(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var centered = Rows.Center(rows).to(ScalarType.Float64);
        var (values, axes) = linalg.eigh(centered.t().mm(centered)); // ascending
        var width = centered.size(1);
        var kept = Math.Min(2, width);
        var flat = HostReads.ToArray<double>(centered.mm(axes.narrow(1, width - kept, kept).flip(1)));
        var places = new double[2 * rows.size(0)];
        var length = Math.Sqrt(flat.Sum(value => value * value) / rows.size(0));
        for (var at = 0; at < flat.Length; at++)
        {
            places[kept == 2 ? at : 2 * at] = 1e-2 * flat[at] / Math.Max(length, 1e-12);
        }

        return (places, HostReads.ToArray<double>(Rows.SquaredDistances(centered, centered)));
    }

    // p, symmetric, of sum 1; each row's width by bisection.
    private static double[] Neighborhoods(double[] distances, int count)
    {
        var conditional = new double[distances.Length];
        var target = Math.Log(Math.Min(Perplexity, Math.Max(2, (count - 1) / 3.0)));
        Parallel.For(0, count, row =>
        {
            var own = distances.AsSpan(row * count, count);
            var result = conditional.AsSpan(row * count, count);
            var (sharpness, low, high) = (1.0, 0.0, double.PositiveInfinity);
            for (var step = 0; step < 60; step++)
            {
                var entropy = Fill(own, result, row, sharpness);
                if (Math.Abs(entropy - target) < 1e-5)
                {
                    break;
                }

                (low, high) = entropy > target ? (sharpness, high) : (low, sharpness);
                sharpness = double.IsInfinity(high) ? 2 * sharpness : (low + high) / 2;
            }
        });
        var near = new double[distances.Length];
        for (var row = 0; row < count; row++)
        {
            for (var other = 0; other < count; other++)
            {
                near[(row * count) + other] = (conditional[(row * count) + other] + conditional[(other * count) + row]) / (2.0 * count);
            }
        }

        return near;
    }

    private static double Fill(ReadOnlySpan<double> distances, Span<double> result, int own, double sharpness)
    {
        var nearest = double.PositiveInfinity;
        for (var other = 0; other < distances.Length; other++)
        {
            nearest = other == own ? nearest : Math.Min(nearest, distances[other]);
        }

        var (sum, weighted) = (0.0, 0.0);
        for (var other = 0; other < distances.Length; other++)
        {
            var farther = distances[other] - nearest;
            result[other] = other == own ? 0 : Math.Exp(-sharpness * farther);
            sum += result[other];
            weighted += result[other] * farther;
        }

        for (var other = 0; other < distances.Length; other++)
        {
            result[other] /= sum;
        }

        return Math.Log(sum) + (sharpness * weighted / sum);
    }

    private static void Gradient(double[] near, double[] places, double[] gradient, double exaggeration)
    {
        var count = places.Length / 2;
        var sums = new double[count];
        var away = new double[places.Length];
        Parallel.For(0, count, row =>
        {
            var (x, y) = (places[2 * row], places[(2 * row) + 1]);
            var (sum, pullX, pullY, pushX, pushY) = (0.0, 0.0, 0.0, 0.0, 0.0);
            var own = near.AsSpan(row * count, count);
            for (var other = 0; other < count; other++)
            {
                var (dx, dy) = (x - places[2 * other], y - places[(2 * other) + 1]);
                var weight = 1 / (1 + (dx * dx) + (dy * dy));
                var pull = own[other] * weight;
                sum += weight;
                pullX += pull * dx;
                pullY += pull * dy;
                pushX += weight * weight * dx;
                pushY += weight * weight * dy;
            }

            sums[row] = sum - 1; // without the row itself
            (gradient[2 * row], gradient[(2 * row) + 1]) = (4 * exaggeration * pullX, 4 * exaggeration * pullY);
            (away[2 * row], away[(2 * row) + 1]) = (4 * pushX, 4 * pushY);
        });
        var total = sums.Sum();
        for (var at = 0; at < gradient.Length; at++)
        {
            gradient[at] -= away[at] / total;
        }
    }
}
