using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Internal;

/// <summary>Puts a loss whose value and gradient are already known into the autograd graph.</summary>
internal static class PrecomputedGradient
{
    /// <summary>Whether anybody asks for the gradient to this tensor, so that a kernel has to compute it.</summary>
    public static bool IsNeeded(Tensor input) => input.requires_grad && is_grad_enabled();

    /// <summary>A scalar equal to <paramref name="value"/> with ∂value/∂input = gradient for each pair that has a gradient.</summary>
    /// <remarks>The gradient is a constant to autograd: second derivatives through it are zero.</remarks>
    public static Tensor Attach(Tensor value, params ReadOnlySpan<(Tensor Input, Tensor? Gradient)> pairs)
    {
        using var scope = NewDisposeScope();
        var arguments = new List<object> { value };
        foreach (var (input, gradient) in pairs)
        {
            if (gradient is not null && IsNeeded(input))
            {
                arguments.AddRange([input, gradient]);
            }
        }

        var result = arguments.Count == 1 ? value.alias() : Function.apply([.. arguments]);
        return result.MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(PrecomputedGradient);

        // vars: the value, then input and gradient in turn
        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            ctx.save_for_backward([.. Enumerable.Range(1, vars.Length / 2).Select(pair => (Tensor)vars[2 * pair])]);
            return ((Tensor)vars[0]).clone();
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var results = new List<Tensor> { null! };
            foreach (var gradient in ctx.get_saved_variables())
            {
                using var solo = TorchThreads.Operators(gradient.numel() / 4);
                results.AddRange([gradient.mul(grad_output).MoveToOuterDisposeScope(), null!]);
            }

            return results;
        }
    }
}
