using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Internal;

/// <summary>Σ weight · term of scalars, as one step of the autograd graph.</summary>
internal static class WeightedSum
{
    public static Tensor Of(params ReadOnlySpan<(Tensor Term, double Weight)> terms)
    {
        using var scope = NewDisposeScope();
        var (tensors, weights) = (new Tensor[terms.Length], new double[terms.Length]);
        for (var i = 0; i < terms.Length; i++)
        {
            (tensors[i], weights[i]) = terms[i];
        }

        return Function.apply([weights, .. tensors]).MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        private const string Weights = nameof(Weights);

        public override string Name => nameof(WeightedSum);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var weights = (double[])vars[0];
            ctx.save_data(Weights, weights);
            var sum = ((Tensor)vars[1]).mul(Held(weights[0]));
            for (var i = 1; i < weights.Length; i++)
            {
                sum.add_((Tensor)vars[i + 1], alpha: Held(weights[i]));
            }

            return sum;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var weights = (double[])ctx.get_data(Weights);
            return [null!, .. weights.Select(weight => grad_output.mul(Held(weight)))];
        }
    }
}
