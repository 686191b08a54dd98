using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What every loss is measured by: value and gradient, both thrown away.</summary>
internal static class Gradient
{
    /// <summary>Once forward, once backward.</summary>
    public static void Of(Func<Tensor> loss, params Tensor[] leaves)
    {
        using var scope = NewDisposeScope();
        var value = loss();
        autograd.grad([value], leaves);
    }
}
