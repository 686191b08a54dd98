using System.Numerics;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Value and gradient of the divergence of neighbourhoods, by tiles of rows.</summary>
/// <remarks>
/// With logits S/τ of unit rows, diagonal left out, and P their row softmax, the value is 1/n Σᵢ wᵢ KL(P_L[i] ‖ P_C[i]) and
/// <code>∂/∂S_C = G / (n τ),  G[i, j] = wᵢ (P_C[i, j] − P_L[i, j]),  ∂/∂X = (G + Gᵀ) X / (n τ)</code>
/// A tile holds some rows of both similarity matrices whole, so that a softmax needs one visit. O(n² (d + e)) time; O(n d) memory
/// plus two tiles.
/// </remarks>
internal static unsafe class NeighborhoodKernel
{
    /// <summary>Elements of a tile: 1 MB in float32, which stays in a core's second-level cache.</summary>
    private const long TileElements = 1 << 18;

    /// <param name="collaborative">Unit rows, (n, d).</param>
    /// <param name="language">Unit rows, (n, e).</param>
    /// <param name="temperature">τ.</param>
    /// <param name="rowWeights">wᵢ, (n); null for ones.</param>
    /// <param name="tileRows">Rows of a tile; null lets <see cref="TileElements"/> decide.</param>
    /// <param name="managed">Whether a tile's softmaxes run in managed code, which needs CPU tensors.</param>
    public static (Tensor Value, Tensor Gradient) ValueAndGradient(
        Tensor collaborative, Tensor language, double temperature, Tensor? rowWeights, long? tileRows = null, bool? managed = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var n = collaborative.size(0);
        var tile = Math.Min(n, tileRows ?? Math.Max(16, TileElements / n));
        var onCpu = managed ?? collaborative.device_type == DeviceType.CPU;
        var columns = collaborative.t();
        var languageColumns = language.t();
        var scaled = collaborative.div(temperature);
        var scaledLanguage = language.div(temperature);
        var weights = rowWeights?.to(collaborative.dtype).contiguous() ?? collaborative.new_ones(n);
        var divergences = collaborative.new_empty(n);
        var gradient = zeros_like(collaborative);
        var buffer = collaborative.new_empty(tile, n);
        var languageBuffer = collaborative.new_empty(tile, n);
        for (var first = 0L; first < n; first += tile)
        {
            using var tileScope = NewDisposeScope();
            var rows = Math.Min(tile, n - first);
            var logits = buffer.narrow(0, 0, rows).addmm_(scaled.narrow(0, first, rows), columns, beta: 0); // (rows, n)
            var target = languageBuffer.narrow(0, 0, rows).addmm_(scaledLanguage.narrow(0, first, rows), languageColumns, beta: 0);
            var tileDivergences = divergences.narrow(0, first, rows);
            if (onCpu)
            {
                DivergeOnCpu(logits, target, weights, tileDivergences, first);
            }
            else
            {
                Diverge(logits, target, weights.narrow(0, first, rows), tileDivergences, first);
            }

            gradient.narrow(0, first, rows).addmm_(logits, collaborative);
            gradient.addmm_(logits.t(), collaborative.narrow(0, first, rows));
        }

        return (divergences.mean().MoveToOuterDisposeScope(), gradient.div_(n * temperature).MoveToOuterDisposeScope());
    }

    // Turns logits into wᵢ (P_C − P_L) and writes wᵢ KL; any device.
    private static void Diverge(Tensor logits, Tensor target, Tensor weights, Tensor divergences, long first)
    {
        logits.diagonal(first).fill_(-1e9); // finite: 0 · (−∞ + ∞) would be NaN
        target.diagonal(first).fill_(-1e9);
        var ours = logits.log_softmax(1);
        var theirs = target.log_softmax(1);
        var expected = theirs.exp();
        divergences.copy_(expected.mul(theirs.sub(ours)).sum(1L).mul(weights));
        logits.copy_(ours.exp().sub(expected).mul(weights.unsqueeze(1)));
    }

    private static void DivergeOnCpu(Tensor logits, Tensor target, Tensor weights, Tensor divergences, long first)
    {
        if (logits.dtype == ScalarType.Float32)
        {
            DivergeRows<float>(logits, target, weights, divergences, first);
        }
        else
        {
            DivergeRows<double>(logits, target, weights, divergences, first);
        }
    }

    private static void DivergeRows<T>(Tensor logits, Tensor target, Tensor weights, Tensor divergences, long first)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (rows, n) = ((int)logits.size(0), (int)logits.size(1));
        var (ours, theirs) = ((nint)TensorMemory.Address(logits), (nint)TensorMemory.Address(target));
        var (weight, divergence) = ((nint)TensorMemory.Address(weights), (nint)TensorMemory.Address(divergences));
        var parts = Math.Min(get_num_threads(), rows);
        Parallel.For(0, parts, part =>
        {
            for (var row = rows * part / parts; row < rows * (part + 1) / parts; row++)
            {
                var self = (int)first + row;
                ((T*)divergence)[row] = DivergeRow(
                    new Span<T>((T*)ours + ((long)row * n), n), new Span<T>((T*)theirs + ((long)row * n), n), self, ((T*)weight)[self]);
            }
        });
    }

    // KL = Σ P_L (s_L − s_C) − log Z_L + log Z_C, on logits from which the row's largest is subtracted.
    private static T DivergeRow<T>(Span<T> ours, Span<T> theirs, int self, T weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // The row itself is left out: the lowest logit there keeps the maxima, and its weights are taken back below.
        ours[self] = theirs[self] = T.NegativeInfinity;
        var (ourMaximum, theirMaximum) = (RowMath.Max<T>(ours), RowMath.Max<T>(theirs));
        ours[self] = ourMaximum;
        theirs[self] = theirMaximum;
        var (ourSum, theirSum, cross) = RowMath.ExponentiateBoth(ours, theirs, ourMaximum, theirMaximum);
        ourSum -= T.One; // exp(0) of the row itself; its share of the cross sum is 0
        theirSum -= T.One;
        RowMath.SubtractShares(ours, theirs, weight / ourSum, weight / theirSum);
        ours[self] = T.Zero;
        return weight * ((cross / theirSum) - T.Log(theirSum) + T.Log(ourSum));
    }
}
