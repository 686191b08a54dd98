using DaRec.Internal;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Baselines;

/// <summary>Some networks of the same shape, (Linear, ReLU, Dropout) twice, computed together.</summary>
internal sealed class ExpertLayer : Module<Tensor, Tensor>
{
    private readonly int _experts;
    private readonly double _dropout;
    private readonly Generator? _generator;

    [ComponentName(Name = "first_weight")]
    private readonly Parameter _firstWeight; // (experts · hidden, input)

    [ComponentName(Name = "first_bias")]
    private readonly Parameter _firstBias; // (experts · hidden)

    [ComponentName(Name = "second_weight")]
    private readonly Parameter _secondWeight; // (experts, hidden, output)

    [ComponentName(Name = "second_bias")]
    private readonly Parameter _secondBias; // (experts, 1, output)

    public ExpertLayer(int experts, long input, long hidden, long output, double dropout, Generator? generator)
        : base(nameof(ExpertLayer))
    {
        (_experts, _dropout, _generator) = (experts, dropout, generator);
        _firstWeight = Parameters.Create(() => cat(Draws(hidden, input), 0));
        _firstBias = Parameters.Zeros(experts * hidden);
        _secondWeight = Parameters.Create(() => stack(Draws(hidden, output), 0));
        _secondBias = Parameters.Zeros(experts, 1, output);
        RegisterComponents();

        Tensor[] Draws(long rows, long columns) =>
            [.. Enumerable.Range(0, experts).Select(_ => Parameters.XavierDraws(rows, columns, generator))];
    }

    /// <summary>What each expert makes of each row, (n, input) → (experts, n, output).</summary>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = Drop(functional.relu(functional.linear(input, _firstWeight, _firstBias))); // (n, experts · hidden)
        var apart = hidden.view(input.size(0), _experts, -1).transpose(0, 1); // (experts, n, hidden)
        return Drop(functional.relu(apart.bmm(_secondWeight).add(_secondBias))).MoveToOuterDisposeScope();
    }

    // TorchSharp's dropout draws from the process's generator.
    private Tensor Drop(Tensor values) => !training || _dropout == 0
        ? values
        : values.mul(rand(values.shape, dtype: values.dtype, device: _generator?.device ?? CPU, generator: _generator)
            .to(values.device).ge(_dropout).to(values.dtype).div(1 - _dropout));
}
