using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Naive;

/// <summary>The global term as it is written: two similarity matrices and their mean squared difference, autograd.</summary>
/// <remarks><code>mean (A Aᵀ − B Bᵀ)²,  rows of unit length</code></remarks>
internal static class NaiveGlobalStructure
{
    /// <summary>The value, a scalar.</summary>
    /// <param name="a">Shape (n, d).</param>
    /// <param name="b">Shape (n, e).</param>
    public static Tensor Loss(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (nn.functional.normalize(a), nn.functional.normalize(b));
        return x.mm(x.t()).sub(y.mm(y.t())).pow(Held(2)).mean().MoveToOuterDisposeScope();
    }
}
