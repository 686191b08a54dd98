using DaRec.Distributed;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DaRec.Kernels;

/// <summary>Value and gradient of c ‖AAᵀ − BBᵀ‖² without an n × n tensor where rows outnumber columns, on any device.</summary>
/// <remarks>
/// With P = A + B and Q = A − B, AAᵀ − BBᵀ = ½(PQᵀ + QPᵀ). The plainer ‖AᵀA‖² + ‖BᵀB‖² − 2‖AᵀB‖² cancels to noise when A ≈ B
/// in float32 (and can come out negative); here every product carries the small factor Q.
/// </remarks>
internal static class GlobalStructureKernel
{
    /// <param name="a">Shape (n, d).</param>
    /// <param name="b">Shape (n, e).</param>
    /// <param name="scale">c.</param>
    /// <param name="normalize">Whether rows are brought to unit length first.</param>
    /// <param name="needed">Which gradients are computed; others may be null.</param>
    /// <param name="processes">
    /// Who shares the rows of unit length on the CPU where they outnumber columns; elsewhere the first process's gradients count. Null for nobody.
    /// </param>
    public static (Tensor Value, Tensor? GradientA, Tensor? GradientB) ValueAndGradient(
        Tensor a, Tensor b, double scale, bool normalize, (bool A, bool B) needed, ICommunicator? processes = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        (Tensor value, Tensor? gradientA, Tensor? gradientB) = !normalize ? Whole(ByOperators(a, b, scale))
            : a.device_type != DeviceType.CPU || SuitsRowSide(a, b) ? Whole(Normalized())
            : a.dtype == ScalarType.Float32 ? GlobalStructureSweep<float>.ValueAndGradient(a.contiguous(), b.contiguous(), scale, needed, processes)
            : GlobalStructureSweep<double>.ValueAndGradient(a.contiguous(), b.contiguous(), scale, needed, processes);
        return (value.MoveToOuterDisposeScope(), gradientA?.MoveToOuterDisposeScope(), gradientB?.MoveToOuterDisposeScope());

        (Tensor, Tensor?, Tensor?) Whole((Tensor Value, Tensor GradientA, Tensor GradientB) all) =>
            (all.Value, Shared.Once(processes, all.GradientA), Shared.Once(processes, all.GradientB));

        (Tensor, Tensor, Tensor) Normalized()
        {
            var (x, y) = (Rows.Normalize(a), Rows.Normalize(b));
            var (value, gradientX, gradientY) = ByOperators(x, y, scale);
            return (value, Rows.NormalizeBackward(a, x, gradientX), Rows.NormalizeBackward(b, y, gradientY));
        }
    }

    /// <summary>As <see cref="ValueAndGradient"/>, of the rows as they are, by libtorch's operators.</summary>
    internal static (Tensor Value, Tensor GradientA, Tensor GradientB) ByOperators(Tensor a, Tensor b, double scale)
    {
        using var scope = NewDisposeScope();
        var width = Math.Max(a.size(1), b.size(1));
        var (x, y) = (Widen(a, width), Widen(b, width));
        var (p, q) = (x.add(y, Held(1)), x.sub(y));
        var (value, gradientA, gradientB) = SuitsRowSide(a, b) ? RowSide(x, y, p, q) : FeatureSide(x, y, p, q);
        return (
            value.mul_(Held(scale)).MoveToOuterDisposeScope(),
            gradientA.narrow(1, 0, a.size(1)).mul_(Held(scale)).MoveToOuterDisposeScope(),
            gradientB.narrow(1, 0, b.size(1)).mul_(Held(scale)).MoveToOuterDisposeScope());
    }

    // Multiplications are 3 n² w over rows and 7 n w² over features. Measured at n = 3 w (benchmark global-structure-rule), features take
    // 0.6 of the time of rows at w = 32 and 1.2 at w = 128 and 512. Over rows n² elements are held, which then are at most 3 n w.
    private static bool SuitsRowSide(Tensor a, Tensor b) => a.size(0) <= 3 * Math.Max(a.size(1), b.size(1));

    // D = ½(PQᵀ + QPᵀ); value ‖D‖², gradients 4DA and −4DB.
    private static (Tensor Value, Tensor GradientA, Tensor GradientB) RowSide(Tensor a, Tensor b, Tensor p, Tensor q)
    {
        var product = p.mm(q.t()); // (n, n)
        var difference = product.add(product.t(), Held(1)).mul_(Held(0.5));
        return (difference.pow(Held(2)).sum(), difference.mm(a).mul_(Held(4)), difference.mm(b).mul_(Held(-4)));
    }

    // value ½(⟨PᵀP, QᵀQ⟩ + ⟨PᵀQ, (PᵀQ)ᵀ⟩), gradients 2(P QᵀA + Q PᵀA) and −2(P QᵀB + Q PᵀB).
    private static (Tensor Value, Tensor GradientA, Tensor GradientB) FeatureSide(Tensor a, Tensor b, Tensor p, Tensor q)
    {
        var cross = p.t().mm(q); // (d, d)
        var value = p.t().mm(p).mul(q.t().mm(q)).sum().add(cross.mul(cross.t()).sum(), Held(1)).mul_(Held(0.5));
        return (value, Gradient(a, 2), Gradient(b, -2));

        Tensor Gradient(Tensor side, double factor) =>
            p.mm(q.t().mm(side)).addmm_(q, p.t().mm(side)).mul_(Held(factor));
    }

    private static Tensor Widen(Tensor rows, long width) =>
        rows.size(1) == width ? rows : pad(rows, [0, width - rows.size(1)]);
}
