using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Internal;

/// <summary>A zero that can be differentiated though it depends on nothing: no table of zeros is made for its gradient.</summary>
internal static class ConnectedZero
{
    public static Tensor Of(Tensor like)
    {
        using var scope = NewDisposeScope();
        var zero = like.requires_grad && is_grad_enabled() ? Function.apply(like) : like.new_zeros([]);
        return zero.MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(ConnectedZero);

        public override Tensor forward(AutogradContext ctx, params object[] vars) => ((Tensor)vars[0]).new_zeros([]);

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) => [null!];
    }
}
