using DaRec.Internal;
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
        _weight = startsAtZero ? Parameters.Zeros(outputWidth, inputWidth) : Parameters.XavierUniform(outputWidth, inputWidth, generator);
        _bias = Parameters.Zeros(outputWidth);
        RegisterComponents();
    }

    public Tensor Weight => _weight;

    public Tensor Bias => _bias;

    public override Tensor forward(Tensor input) => functional.linear(input, _weight, _bias);
}
