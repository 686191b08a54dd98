using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace DaRec.Kernels;

/// <summary>Value and gradient of c ‖AAᵀ − BBᵀ‖² without an n × n tensor when rows outnumber columns.</summary>
/// <remarks>
/// With P = A + B and Q = A − B, AAᵀ − BBᵀ = ½(PQᵀ + QPᵀ). The plainer ‖AᵀA‖² + ‖BᵀB‖² − 2‖AᵀB‖² cancels to noise when A ≈ B
/// in float32 (and can come out negative); here every product carries the small factor Q.
/// </remarks>
internal static class GlobalStructureKernel
{
    public static (Tensor Value, Tensor GradientA, Tensor GradientB) ValueAndGradient(Tensor a, Tensor b, double scale)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var width = Math.Max(a.size(1), b.size(1));
        var (x, y) = (Widen(a, width), Widen(b, width));
        var (p, q) = (x.add(y), x.sub(y));
        var (value, gradientA, gradientB) = a.size(0) <= width ? RowSide(x, y, p, q) : FeatureSide(x, y, p, q);
        return (
            value.mul_(scale).MoveToOuterDisposeScope(),
            gradientA.narrow(1, 0, a.size(1)).mul_(scale).MoveToOuterDisposeScope(),
            gradientB.narrow(1, 0, b.size(1)).mul_(scale).MoveToOuterDisposeScope());
    }

    // D = ½(PQᵀ + QPᵀ); value ‖D‖², gradients 4DA and −4DB.
    private static (Tensor Value, Tensor GradientA, Tensor GradientB) RowSide(Tensor a, Tensor b, Tensor p, Tensor q)
    {
        var product = p.mm(q.t()); // (n, n)
        var difference = product.add(product.t()).mul_(0.5);
        return (difference.square().sum(), difference.mm(a).mul_(4), difference.mm(b).mul_(-4));
    }

    // value ½(⟨PᵀP, QᵀQ⟩ + ⟨PᵀQ, (PᵀQ)ᵀ⟩), gradients 2(P QᵀA + Q PᵀA) and −2(P QᵀB + Q PᵀB).
    private static (Tensor Value, Tensor GradientA, Tensor GradientB) FeatureSide(Tensor a, Tensor b, Tensor p, Tensor q)
    {
        var cross = p.t().mm(q); // (d, d)
        var value = p.t().mm(p).mul(q.t().mm(q)).sum().add(cross.mul(cross.t()).sum()).mul_(0.5);
        return (value, Gradient(a, 2), Gradient(b, -2));

        Tensor Gradient(Tensor side, double factor) =>
            p.mm(q.t().mm(side)).addmm_(q, p.t().mm(side)).mul_(factor);
    }

    private static Tensor Widen(Tensor rows, long width) =>
        rows.size(1) == width ? rows : pad(rows, [0, width - rows.size(1)]);
}
