using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Puts a loss whose value and gradient are already known into the autograd graph.</summary>
internal static class PrecomputedGradient
{
    /// <summary>
    /// <paramref name="value"/> with ∂value/∂input = gradient for each pair.
    /// </summary>
    /// <remarks>
    /// input − detach(input) is exactly zero in value and the identity in gradient, so the result equals
    /// <paramref name="value"/> to the last bit while gradients are finite, and backward multiplies each gradient once. The gradient is a
    /// constant to autograd: second derivatives through it are zero.
    /// </remarks>
    public static Tensor Attach(Tensor value, params ReadOnlySpan<(Tensor Input, Tensor Gradient)> pairs)
    {
        using var scope = NewDisposeScope();
        var result = value.alias();
        foreach (var (input, gradient) in pairs)
        {
            if (input.requires_grad && is_grad_enabled())
            {
                result = result.add(input.sub(input.detach()).mul(gradient).sum());
            }
        }

        return result.MoveToOuterDisposeScope();
    }
}
