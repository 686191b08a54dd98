using DaRec.Internal;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Information;

/// <summary>Multinomial logistic regression with a ridge, on rows whose last column is 1.</summary>
/// <remarks>
/// <code>f(W) = −1/n Σᵢ log softmax(xᵢ W)[yᵢ] + λ/2 ‖W without its last row‖²</code>
/// Convex; Math.NET's L-BFGS minimises it.
/// </remarks>
internal sealed class LogisticRegression : IDisposable
{
    private const double GradientTolerance = 1e-6;
    private const double ProgressTolerance = 1e-10;
    private const int Memory = 10;

    private readonly Tensor _rows; // (n, d + 1)
    private readonly Tensor _targets; // (n, c), one-hot
    private readonly int _classes;

    /// <param name="rows">Shape (n, d + 1), float64; kept until this is disposed.</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">c.</param>
    public LogisticRegression(Tensor rows, int[] labels, int classes)
    {
        (_rows, _classes) = (rows, classes);
        var targets = new double[labels.Length * classes];
        for (var row = 0; row < labels.Length; row++)
        {
            targets[(row * classes) + labels[row]] = 1;
        }

        _targets = tensor(targets, [labels.Length, classes], dtype: ScalarType.Float64).DetachFromDisposeScope();
    }

    /// <summary>How many weights there are.</summary>
    public int WeightCount => (int)_rows.size(1) * _classes;

    /// <summary>The weights (d + 1, c), row after row: the best that the optimiser came by.</summary>
    /// <param name="ridge">λ &gt; 0.</param>
    /// <param name="start">Where it begins.</param>
    /// <param name="maxIterations">Its steps at most.</param>
    public double[] Fit(double ridge, double[] start, int maxIterations)
    {
        var (best, least) = (start, double.PositiveInfinity);
        var objective = ObjectiveFunction.Gradient(weights =>
        {
            var values = weights.ToArray();
            var (value, gradient) = Evaluate(values, ridge);
            if (value < least)
            {
                (best, least) = (values, value);
            }

            return (value, Vector<double>.Build.Dense(gradient));
        });
        try
        {
            new LimitedMemoryBfgsMinimizer(GradientTolerance, 0, ProgressTolerance, Memory, maxIterations)
                .FindMinimum(objective, Vector<double>.Build.Dense([.. start]));
        }
        catch (OptimizationException)
        {
            // Out of steps, or out of digits in its line search: what it came by is as good as it gets.
        }

        return best;
    }

    /// <summary>log p(class) of each row, (n, c).</summary>
    public static Tensor LogProbabilities(Tensor rows, double[] weights)
    {
        using var scope = NewDisposeScope();
        var width = rows.size(1);
        return rows.mm(tensor(weights, [width, weights.Length / width], dtype: ScalarType.Float64)).log_softmax(1).MoveToOuterDisposeScope();
    }

    /// <summary>f without its ridge.</summary>
    public double Loss(double[] weights)
    {
        using var scope = NewDisposeScope();
        return Loss(LogProbabilities(_rows, weights));
    }

    public void Dispose()
    {
        _rows.Dispose();
        _targets.Dispose();
    }

    private double Loss(Tensor logs) => -HostReads.ToDouble(logs.mul(_targets).sum()) / logs.size(0);

    private (double Value, double[] Gradient) Evaluate(double[] weights, double ridge)
    {
        using var scope = NewDisposeScope();
        var logs = LogProbabilities(_rows, weights);
        var n = logs.size(0);
        var value = Loss(logs);
        var gradient = HostReads.ToArray<double>(_rows.t().mm(logs.exp().sub(_targets)).div(Held((double)n)));
        for (var at = 0; at < weights.Length - _classes; at++) // the last row is the intercepts'
        {
            value += ridge / 2 * weights[at] * weights[at];
            gradient[at] += ridge * weights[at];
        }

        return (value, gradient);
    }
}
