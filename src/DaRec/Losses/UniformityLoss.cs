using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Losses;

/// <summary>Measures how unevenly rows are spread over the unit sphere.</summary>
/// <remarks>
/// Start at <c>Dense</c>: the fast form must equal it in value and gradient.
/// One side of PAPER term 2, with G the projection onto the unit sphere (Wang and Isola, 2020) and temperature t:
/// <code>L_uni = log E_{x,y} exp(−t ‖G(x) − G(y)‖²)</code>
/// In [−4t, 0]: 0 when all rows coincide, lower when they spread. The expectation runs over distinct pairs i ≠ j;
/// the paper's literal expectation, which also pairs each row with itself, is <c>distinctPairs: false</c>.
/// Rows of 16 bits are computed with in float32. Cost: O(n² d) time, O(n d) memory (<see cref="LossKernel.Dense"/>: O(n²) memory).
/// </remarks>
/// <example>
/// <code>
/// using var loss = new UniformityLoss(temperature: 2);
/// using var value = loss.call(rows);                             // (n, d)
/// value.backward();
/// </code>
/// </example>
public sealed class UniformityLoss : ParameterLessModule<Tensor, Tensor>
{
    /// <summary>The temperature t unless another is given: 2, as in the paper.</summary>
    public const double DefaultTemperature = 2;

    private readonly double _temperature;
    private readonly bool _normalize;
    private readonly bool _distinctPairs;
    private readonly LossKernel _kernel;
    private readonly ICommunicator? _communicator;

    /// <summary>Creates the loss.</summary>
    /// <param name="temperature">t &gt; 0, the scale of squared distances. Default 2.</param>
    /// <param name="normalize">Whether G projects rows onto the unit sphere; otherwise G is the identity. Default true.</param>
    /// <param name="distinctPairs">Whether the expectation leaves out the pairs i = j. Default true.</param>
    /// <param name="kernel">How it is computed; the result is the same. Default <see cref="LossKernel.Fast"/>.</param>
    /// <param name="communicator">
    /// The processes that share the work, all with the same rows: each gets the value of the whole and the gradient of its share. Null computes
    /// alone. Default null.
    /// </param>
    public UniformityLoss(
        double temperature = DefaultTemperature,
        bool normalize = true,
        bool distinctPairs = true,
        LossKernel kernel = LossKernel.Fast,
        ICommunicator? communicator = null)
        : base(NativeTorch.Loaded(nameof(UniformityLoss)))
    {
        _temperature = Guard.Positive(temperature);
        _normalize = normalize;
        _distinctPairs = distinctPairs;
        _kernel = Guard.Defined(kernel);
        _communicator = communicator;
    }

    /// <summary>The logarithm of the mean Gaussian potential of pairs of rows, a scalar.</summary>
    /// <param name="specific">Rows to spread, shape (n, d), n ≥ 2 (n ≥ 1 when pairs i = j count).</param>
    /// <exception cref="ArgumentException">
    /// Another shape or type; on the CPU, a row with NaN, infinity, or a length beyond what can be computed with, which the message names.
    /// </exception>
    public override Tensor forward(Tensor specific)
    {
        Guard.Matrix(specific, minRows: _distinctPairs ? 2 : 1);
        using var scope = NewDisposeScope();
        specific = Rows.Widen(specific);
        var value = _kernel == LossKernel.Dense ? Shared.OnceOf(_communicator, Dense(specific)) : Fast(specific);
        return FiniteLoss.Checked(value, (specific, nameof(specific))).MoveToOuterDisposeScope();
    }

    private Tensor Dense(Tensor specific)
    {
        var points = _normalize ? Rows.Normalize(specific) : Rows.Center(specific); // distances do not see the mean; rounding does
        var n = points.size(0);
        var exponents = Rows.SquaredDistances(points, points).mul(Held(-_temperature)); // (n, n)
        var self = eye(n, dtype: ScalarType.Bool, device: points.device);
        exponents = exponents.masked_fill(self, Held(_distinctPairs ? double.NegativeInfinity : 0));
        var pairs = _distinctPairs ? n * (n - 1.0) : n * (double)n;
        var largest = exponents.detach().amax([0, 1]);
        return exponents.sub(largest).exp().sum().log().add(largest, Held(1)).sub(Held(Math.Log(pairs)));
    }

    private Tensor Fast(Tensor specific)
    {
        var (value, gradient) = UniformityKernel.ValueAndGradient(
            specific.detach(), _temperature, _distinctPairs, _normalize, PrecomputedGradient.IsNeeded(specific), _communicator);
        return PrecomputedGradient.Attach(value, (specific, gradient));
    }
}
