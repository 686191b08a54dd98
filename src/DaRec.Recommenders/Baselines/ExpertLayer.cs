using DaRec.Internal;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Training;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Baselines;

/// <summary>Some networks of the same shape, (Linear, ReLU, Dropout) twice, computed together.</summary>
internal sealed class ExpertLayer : Module<Tensor, Tensor>, IResumable
{
    private const string DrawsKey = "draws";
    private const string GeneratorKey = "generator";

    private readonly int _experts;
    private readonly double _dropout;
    private readonly int _purpose;
    private readonly Generator? _generator;
    private long _draws; // on other devices than the CPU

    [ComponentName(Name = "first_weight")]
    private readonly Parameter _firstWeight; // (experts · hidden, input)

    [ComponentName(Name = "first_bias")]
    private readonly Parameter _firstBias; // (experts · hidden)

    [ComponentName(Name = "second_weight")]
    private readonly Parameter _secondWeight; // (experts, hidden, output)

    [ComponentName(Name = "second_bias")]
    private readonly Parameter _secondBias; // (experts, 1, output)

    /// <param name="experts">How many.</param>
    /// <param name="input">Width of a row.</param>
    /// <param name="hidden">Width between the layers.</param>
    /// <param name="output">Width of the result.</param>
    /// <param name="dropout">Probability in [0, 1).</param>
    /// <param name="purpose">Another number for each layer of a module: their dropout on a device differs by it.</param>
    /// <param name="generator">Of the initial weights and of dropout.</param>
    public ExpertLayer(int experts, long input, long hidden, long output, double dropout, int purpose, Generator? generator)
        : base(nameof(ExpertLayer))
    {
        (_experts, _dropout, _purpose, _generator) = (experts, dropout, purpose, generator);
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
        var hidden = Drop(MetaForms.Relu(functional.linear(input, _firstWeight, _firstBias))); // (n, experts · hidden)
        var apart = hidden.view(input.size(0), _experts, -1).transpose(0, 1); // (experts, n, hidden)
        return Drop(MetaForms.Relu(apart.bmm(_secondWeight).add(_secondBias, Held(1)))).MoveToOuterDisposeScope();
    }

    IReadOnlyDictionary<string, Tensor> IResumable.GetState()
    {
        var state = new Dictionary<string, Tensor> { [DrawsKey] = SavedState.Of(_draws) };
        if (_generator is not null)
        {
            state[GeneratorKey] = _generator.get_state();
        }

        return state;
    }

    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        _draws = SavedState.ToNumber(state[DrawsKey]);
        _generator?.set_state(state[GeneratorKey]);
    }

    // TorchSharp's dropout draws from the process's generator.
    private Tensor Drop(Tensor values) => !training || _dropout == 0
        ? values
        : values.mul(Draws(values).ge(Held(_dropout)).to(values.dtype).div(Held(1 - _dropout)));

    private Tensor Draws(Tensor like) => like.device_type == DeviceType.CPU
        ? rand(like.shape, dtype: like.dtype, generator: _generator)
        : new HashedDraws((_generator ?? Generator.Default).initial_seed(), ++_draws).Other(_purpose).Uniform(like.shape, like.dtype, like.device);
}
