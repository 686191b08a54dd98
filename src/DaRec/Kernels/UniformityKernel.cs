using DaRec.Distributed;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Value and gradient of log mean exp(−t ‖xᵢ − xⱼ‖²) without an n × n tensor, on any device.</summary>
internal static class UniformityKernel
{
    /// <summary>Rows of a tile on the CPU: 1024² float32 exponents are 4 MB, which stay in the last-level cache.</summary>
    private const long CpuTile = 1024;

    /// <param name="rows">Shape (n, d).</param>
    /// <param name="temperature">t.</param>
    /// <param name="distinctPairs">Whether pairs i = j are left out.</param>
    /// <param name="normalize">Whether rows are brought to unit length first.</param>
    /// <param name="needsGradient">Whether the gradient is computed; it may be null otherwise.</param>
    /// <param name="processes">Who shares the pairs on the CPU and the sphere; elsewhere the first process's gradient counts. Null for nobody.</param>
    public static (Tensor Value, Tensor? Gradient) ValueAndGradient(
        Tensor rows, double temperature, bool distinctPairs, bool normalize, bool needsGradient, ICommunicator? processes = null)
    {
        // Exponents lie in [−4t, 0] on the sphere. Far below −80 all of them could underflow in float32 and the logarithm would be −∞.
        var isBounded = normalize && temperature <= 20;
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (value, gradient) = !isBounded || rows.device_type != DeviceType.CPU ? Whole()
            : rows.dtype == ScalarType.Float32
            ? UniformitySweep<float>.ValueAndGradient(rows.contiguous(), temperature, distinctPairs, needsGradient, processes)
            : UniformitySweep<double>.ValueAndGradient(rows.contiguous(), temperature, distinctPairs, needsGradient, processes);
        return (value.MoveToOuterDisposeScope(), gradient?.MoveToOuterDisposeScope());

        (Tensor, Tensor?) Whole()
        {
            var (whole, ofWhole) = Points();
            return (whole, Shared.Once(processes, ofWhole));
        }

        (Tensor, Tensor?) Points()
        {
            if (isBounded && PairKernels.For(rows) is { } fused)
            {
                return fused.Uniformity(rows, temperature, distinctPairs);
            }

            var points = normalize ? Rows.Normalize(rows) : Rows.Center(rows); // distances do not see the mean; rounding does
            var (value, gradient) = ByOperators(points, temperature, distinctPairs, isBounded);
            return (value, normalize ? Rows.NormalizeBackward(rows, points, gradient) : gradient);
        }
    }

    /// <summary>As <see cref="ValueAndGradient"/>, by libtorch's operators in one sweep over tiles of the upper triangle.</summary>
    /// <remarks>
    /// With wᵢⱼ = exp(−t ‖xᵢ − xⱼ‖²) and Z = Σ wᵢⱼ the value is log Z − log #pairs and the gradient
    /// <code>∂/∂xᵢ = 4t/Z · (Σⱼ wᵢⱼ xⱼ − xᵢ Σⱼ wᵢⱼ)</code>
    /// Each tile's exponents come from one product of augmented rows, [2t·x, −t‖x‖², 1] · [y, 1, −t‖y‖²]ᵀ, and both sums of
    /// the gradient from one product with [x, 1]. Tiles above the diagonal serve both their rows and their columns.
    /// O(n² d) time; O(n d) memory plus one tile.
    /// </remarks>
    internal static (Tensor Value, Tensor Gradient) ByOperators(
        Tensor points, double temperature, bool distinctPairs, bool isBounded, long? tileRows = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (n, d) = (points.size(0), points.size(1));
        var tile = tileRows ?? TileSize.Square(points.device, CpuTile);
        var squares = points.pow(Held(2)).sum(1, keepdim: true).mul(Held(-temperature)); // (n, 1)
        var ones = ones_like(squares);
        var left = cat([points.mul(Held(2 * temperature)), squares, ones], 1); // (n, d + 2)
        var right = cat([points, ones, squares], 1).t(); // (d + 2, n)
        var summands = cat([points, ones], 1); // (n, d + 1)
        var sums = zeros_like(summands); // (n, d + 1): Σⱼ wᵢⱼ xⱼ, Σⱼ wᵢⱼ
        var buffer = points.new_empty([Math.Min(tile, n), Math.Min(tile, n)]);

        // Where all weights could underflow, the largest exponent so far is carried along and subtracted.
        using var shift = isBounded ? null : points.new_full([1], Held(points.dtype == ScalarType.Float64 ? -1e308 : -3e38));

        for (var i = 0L; i < n; i += tile)
        {
            var rows = Math.Min(tile, n - i);
            for (var j = i; j < n; j += tile)
            {
                using var tileScope = NewDisposeScope();
                var columns = Math.Min(tile, n - j);
                var weights = buffer.narrow(0, 0, rows).narrow(1, 0, columns);
                weights.addmm_(left.narrow(0, i, rows), right.narrow(1, j, columns), beta: 0);
                if (i == j)
                {
                    weights.diagonal().fill_(Held(distinctPairs ? double.NegativeInfinity : 0));
                }

                if (shift is not null)
                {
                    weights.clamp_max_(Held(0)); // rounding can go above where rows are long
                    SubtractLargest(weights, shift, sums);
                }

                weights.exp_();
                sums.narrow(0, i, rows).addmm_(weights, summands.narrow(0, j, columns));
                if (i != j)
                {
                    sums.narrow(0, j, columns).addmm_(weights.t(), summands.narrow(0, i, rows));
                }
            }
        }

        var rowSums = sums.narrow(1, d, 1); // (n, 1)
        var total = rowSums.to(ScalarType.Float64).sum();
        var pairs = distinctPairs ? n * (n - 1.0) : n * (double)n;
        var value = total.log().sub(Held(Math.Log(pairs))).to(points.dtype);
        if (shift is not null)
        {
            value.add_(shift.squeeze(), Held(1));
        }

        var gradient = sums.narrow(1, 0, d).sub(points.mul(rowSums)).mul(total.reciprocal().mul(Held(4 * temperature)).to(points.dtype));
        return (value.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    private static void SubtractLargest(Tensor exponents, Tensor shift, Tensor sums)
    {
        var larger = maximum(shift, exponents.amax([0, 1]));
        sums.mul_(shift.sub(larger).exp());
        shift.copy_(larger);
        exponents.sub_(shift);
    }
}
