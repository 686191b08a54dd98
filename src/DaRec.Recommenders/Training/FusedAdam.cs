using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using DaRec.Recommenders.Internal;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Adam (Kingma and Ba, 2015) with the constants and the arithmetic of <see cref="optim.Adam(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>.</summary>
/// <remarks>
/// <code>
/// m ← β₁ m + (1 − β₁) g,  v ← β₂ v + (1 − β₂) g²
/// θ ← θ − η / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + ε)
/// </code>
/// On the CPU one pass reads and writes each number once; TorchSharp's form makes a dozen passes and several temporaries.
/// </remarks>
internal sealed unsafe class FusedAdam : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private const int PartElements = 1 << 14;

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

    public void Dispose()
    {
        foreach (var state in _states)
        {
            state.First.Dispose();
            state.Second.Dispose();
        }
    }

    private void Move(State state, Tensor gradient)
    {
        var stepSize = _learningRate / (1 - Math.Pow(Beta1, state.Steps));
        var correction = 1 / Math.Sqrt(1 - Math.Pow(Beta2, state.Steps));
        var parameter = state.Parameter;
        if (parameter.device_type != DeviceType.CPU || !parameter.is_contiguous() || parameter.numel() == 0
            || parameter.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            MoveByOperators(state, gradient, stepSize, correction);
        }
        else if (parameter.dtype == ScalarType.Float32)
        {
            Move<float>(state, gradient.contiguous(), stepSize, correction);
        }
        else
        {
            Move<double>(state, gradient.contiguous(), stepSize, correction);
        }
    }

    internal static void MoveByOperators(State state, Tensor gradient, double stepSize, double correction)
    {
        state.First.mul_(Beta1).add_(gradient, alpha: 1 - Beta1);
        state.Second.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
        state.Parameter.addcdiv_(state.First, state.Second.sqrt().mul_(correction).add_(Epsilon), -stepSize);
    }

    private static void Move<T>(State state, Tensor gradient, double stepSize, double correction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (values, slopes) = ((nint)TensorMemory.Address(state.Parameter), (nint)TensorMemory.Address(gradient));
        var (first, second) = ((nint)TensorMemory.Address(state.First), (nint)TensorMemory.Address(state.Second));
        var count = gradient.numel();
        TorchThreads.For((int)((count + PartElements - 1) / PartElements), part =>
        {
            var start = (nint)part * PartElements;
            Move(
                (T*)values + start,
                (T*)slopes + start,
                (T*)first + start,
                (T*)second + start,
                (int)Math.Min(PartElements, count - start),
                T.CreateTruncating(stepSize),
                T.CreateTruncating(correction));
        });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Move<T>(T* values, T* slopes, T* first, T* second, int count, T stepSize, T correction)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (beta1, beta2, epsilon) = (T.CreateTruncating(Beta1), T.CreateTruncating(Beta2), T.CreateTruncating(Epsilon));
        var (rest1, rest2) = (T.CreateTruncating(1 - Beta1), T.CreateTruncating(1 - Beta2));
        var i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var g = Lanes.Load(slopes + i);
            var m = (Lanes.Load(first + i) * beta1) + (g * rest1);
            var v = (Lanes.Load(second + i) * beta2) + (g * g * rest2);
            Lanes.Store(first + i, m);
            Lanes.Store(second + i, v);
            var divisor = (Vector.SquareRoot(v) * correction) + new Vector<T>(epsilon);
            Lanes.Store(values + i, Lanes.Load(values + i) - (m / divisor * stepSize));
        }

        for (; i < count; i++)
        {
            var g = slopes[i];
            first[i] = (first[i] * beta1) + (g * rest1);
            second[i] = (second[i] * beta2) + (g * g * rest2);
            values[i] -= first[i] / ((T.Sqrt(second[i]) * correction) + epsilon) * stepSize;
        }
    }

    /// <summary>A parameter, its moments and how often it has moved.</summary>
    internal sealed class State
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
