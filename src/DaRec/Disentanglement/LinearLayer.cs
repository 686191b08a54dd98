using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Disentanglement;

/// <summary>x Wᵀ + b, initialised from a generator of the caller's; TorchSharp's Linear always draws from the process's.</summary>
internal sealed class LinearLayer : Module<Tensor, Tensor>
{
    [ComponentName(Name = "weight")]
    private readonly Parameter _weight;

    [ComponentName(Name = "bias")]
    private readonly Parameter _bias;

    public LinearLayer(long inputWidth, long outputWidth, bool startsAtZero, Generator? generator)
        : base(nameof(LinearLayer))
    {
        var bound = startsAtZero ? 0 : Math.Sqrt(6.0 / (inputWidth + outputWidth)); // Xavier-uniform
        using var draws = rand(
            outputWidth, inputWidth, dtype: ScalarType.Float32, device: generator?.device ?? CPU, generator: generator);
        _weight = Parameter(draws.cpu().mul(2 * bound).sub(bound));
        _bias = Parameter(zeros(outputWidth, dtype: ScalarType.Float32));
        RegisterComponents();
        DetachParameters();
    }

    public override Tensor forward(Tensor input) => functional.linear(input, _weight, _bias);

    // A module outlives the dispose scope that it happens to be created in.
    private void DetachParameters()
    {
        _weight.DetachFromDisposeScope();
        _bias.DetachFromDisposeScope();
    }
}
