using DaRec.Internal;
using DaRec.Kernels.Cuda;
using TorchSharp;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Adam (Kingma and Ba, 2015), with TorchSharp's constants and arithmetic.</summary>
/// <remarks>
/// <code>
/// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
/// θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// </code>
/// On the CPU one pass reads and writes each number once; TorchSharp's form makes a dozen passes and several temporaries.
/// </remarks>
internal sealed class FusedAdam : ITrainingOptimizer
{
    public const double Beta1 = 0.9;
    public const double Beta2 = 0.999;
    public const double Epsilon = 1e-8;

    private const string StepsKey = "steps";

    private readonly double _learningRate;
    private readonly State[] _states;

    public FusedAdam(IEnumerable<Parameter> parameters, double learningRate)
    {
        _learningRate = learningRate;
        _states = [.. parameters.Select(parameter => new State(parameter))];
    }

    /// <summary>Forgets the gradients, so that backward can keep the ones it makes instead of adding to old ones.</summary>
    public void ZeroGradients()
    {
        foreach (var state in _states)
        {
            state.Parameter.grad = null;
        }
    }

    /// <summary>Moves each parameter that has a gradient.</summary>
    public void Step()
    {
        using var noGrad = no_grad();
        foreach (var state in _states)
        {
            using var scope = NewDisposeScope();
            if (state.Parameter.grad is { } gradient)
            {
                state.Steps++;
                Move(state, gradient);
            }
        }
    }

    public IReadOnlyDictionary<string, Tensor> GetState()
    {
        var state = new Dictionary<string, Tensor> { [StepsKey] = tensor(Array.ConvertAll(_states, one => (long)one.Steps)) };
        for (var i = 0; i < _states.Length; i++)
        {
            (state[FirstKey(i)], state[SecondKey(i)]) = (_states[i].First.alias(), _states[i].Second.alias());
        }

        return state;
    }

    public void SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        using var noGrad = no_grad();
        var steps = HostReads.ToArray<long>(state[StepsKey]);
        for (var i = 0; i < _states.Length; i++)
        {
            _states[i].First.copy_(state[FirstKey(i)]);
            _states[i].Second.copy_(state[SecondKey(i)]);
            _states[i].Steps = (int)steps[i];
        }
    }

    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.First.Dispose();
            state.Second.Dispose();
        }
    }

    private static string FirstKey(int parameter) => $"{parameter}/first";

    private static string SecondKey(int parameter) => $"{parameter}/second";

    private void Move(State state, Tensor gradient)
    {
        var step = AdamStep.Of(_learningRate, state.Steps);
        var (parameter, first, second) = (state.Parameter, state.First, state.Second);
        var isPlain = parameter.device_type == DeviceType.CPU && parameter.is_contiguous() && parameter.numel() > 0;
        if (isPlain && parameter.dtype == ScalarType.Float32)
        {
            AdamKernel.Move<float>(parameter, gradient.contiguous(), first, second, step);
        }
        else if (isPlain && parameter.dtype == ScalarType.Float64)
        {
            AdamKernel.Move<double>(parameter, gradient.contiguous(), first, second, step);
        }
        else if (parameter.is_contiguous() && CudaStepKernels.For(parameter) is { } kernels)
        {
            kernels.MoveAdam(parameter, gradient.contiguous(), first, second, new AdamConstants(
                (float)Beta1, (float)(1 - Beta1), (float)Beta2, (float)(1 - Beta2), (float)Epsilon, (float)step.SquareScale, (float)step.Size));
        }
        else
        {
            first.mul_(Held(Beta1)).add_(gradient, alpha: Held(1 - Beta1));
            second.mul_(Held(Beta2)).addcmul_(gradient, gradient, Held(1 - Beta2));
            parameter.addcdiv_(first, second.sqrt().mul_(Held(step.SquareScale)).add_(Held(Epsilon), Held(1)), Held(-step.Size));
        }
    }

    /// <summary>A parameter, its moments and how often it has moved.</summary>
    private sealed class State
    {
        public State(Parameter parameter)
        {
            using var noGrad = no_grad();
            Parameter = parameter;
            First = zeros_like(parameter).DetachFromDisposeScope();
            Second = zeros_like(parameter).DetachFromDisposeScope();
        }

        public Parameter Parameter { get; }

        public Tensor First { get; }

        public Tensor Second { get; }

        public int Steps { get; set; }
    }
}
