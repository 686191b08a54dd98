using System.Numerics;
using DaRec.Distributed;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Value and gradient of the divergence of neighbourhoods without an n × n tensor, on any device.</summary>
internal static class NeighborhoodKernel
{
    /// <summary>Largest 1/τ at which e^(±1/τ) and sums of it stay in float32's range with nothing subtracted from the logits.</summary>
    private const double LargestLogit = 40;

    /// <summary>Elements of a tile on the CPU: 1 MB in float32.</summary>
    private const long CpuElements = 1 << 18;

    /// <summary>1/n Σᵢ KL(P_L[i] ‖ P_C[i]) and its gradient to the collaborative rows.</summary>
    /// <param name="collaborative">Rows of any length, (n, d).</param>
    /// <param name="language">Rows of any length, (n, e).</param>
    /// <param name="temperature">τ.</param>
    /// <param name="needsGradient">Whether the gradient is computed; it may be null otherwise.</param>
    /// <param name="processes">Who shares the pairs on the CPU at 1/τ ≤ 40; elsewhere the first process's gradient counts. Null for nobody.</param>
    public static (Tensor Value, Tensor? Gradient) ValueAndGradient(
        Tensor collaborative, Tensor language, double temperature, bool needsGradient, ICommunicator? processes = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (value, gradient) = collaborative.device_type != DeviceType.CPU || 1 / temperature > LargestLogit
            ? Whole()
            : collaborative.dtype == ScalarType.Float32 ? Sweep<float>() : Sweep<double>();
        return (value.MoveToOuterDisposeScope(), gradient?.MoveToOuterDisposeScope());

        (Tensor, Tensor?) Whole()
        {
            var (whole, ofWhole) = PairKernels.For(collaborative, language)?.Neighborhood(collaborative, language, temperature)
                ?? ByOperators(collaborative, language, temperature);
            return (whole, Shared.Once(processes, ofWhole));
        }

        (Tensor, Tensor?) Sweep<T>()
            where T : unmanaged, IFloatingPointIeee754<T> =>
            NeighborhoodSweep<T>.ValueAndGradient(
                collaborative.contiguous(), language.contiguous(), temperature, needsGradient, processes: processes);
    }

    /// <summary>As <see cref="ValueAndGradient"/>, by libtorch's operators over tiles of rows.</summary>
    /// <remarks>
    /// With logits S/τ, diagonal left out, and P their row softmax,
    /// <code>∂/∂X = (G + Gᵀ) X / (n τ),  G[i, j] = P_C[i, j] − P_L[i, j]</code>
    /// A tile holds some rows of both similarity matrices whole, so that a softmax needs one visit. O(n² (d + e)) time; O(n d)
    /// memory and two tiles.
    /// </remarks>
    internal static (Tensor Value, Tensor Gradient) ByOperators(
        Tensor collaborative, Tensor language, double temperature, long? tileRows = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var n = collaborative.size(0);
        var unit = Rows.Normalize(collaborative);
        var unitLanguage = Rows.Normalize(language);
        var tile = Math.Min(n, tileRows ?? Math.Max(16, TileSize.Rows(collaborative.device, n, CpuElements)));
        var columns = unit.t();
        var languageColumns = unitLanguage.t();
        var scaled = unit.div(Held(temperature));
        var scaledLanguage = unitLanguage.div(Held(temperature));
        var divergences = collaborative.new_empty(n);
        var gradient = zeros_like(unit);
        var buffer = collaborative.new_empty(tile, n);
        var languageBuffer = collaborative.new_empty(tile, n);
        for (var first = 0L; first < n; first += tile)
        {
            using var tileScope = NewDisposeScope();
            var rows = Math.Min(tile, n - first);
            var logits = buffer.narrow(0, 0, rows).addmm_(scaled.narrow(0, first, rows), columns, beta: 0); // (rows, n)
            var target = languageBuffer.narrow(0, 0, rows).addmm_(scaledLanguage.narrow(0, first, rows), languageColumns, beta: 0);
            Diverge(logits, target, divergences.narrow(0, first, rows), first);
            gradient.narrow(0, first, rows).addmm_(logits, unit);
            gradient.addmm_(logits.t(), unit.narrow(0, first, rows));
        }

        gradient = Rows.NormalizeBackward(collaborative, unit, gradient.div_(Held(n * temperature)));
        return (divergences.mean().MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    // Turns logits into P_C − P_L and writes KL.
    private static void Diverge(Tensor logits, Tensor target, Tensor divergences, long first)
    {
        logits.diagonal(first).fill_(Held(-1e9)); // finite: 0 · (−∞ + ∞) would be NaN
        target.diagonal(first).fill_(Held(-1e9));
        var ours = logits.log_softmax(1);
        var theirs = target.log_softmax(1);
        var expected = theirs.exp();
        divergences.copy_(expected.mul(theirs.sub(ours)).sum(1L));
        logits.copy_(ours.exp().sub(expected));
    }
}
