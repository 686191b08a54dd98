using System.Runtime.InteropServices;
using DaRec.Internal;
using MathNet.Numerics.Optimization;
using Coefficients = MathNet.Numerics.LinearAlgebra.Vector<double>;
using Lane = System.Numerics.Vector<double>;

namespace DaRec.Diagnostics.Information;

/// <summary>Multinomial logistic regression with a ridge, on rows whose last column is 1.</summary>
/// <remarks>
/// <code>f(W) = −1/n Σᵢ log softmax(xᵢ W)[yᵢ] + λ/2 ‖W without its last row‖²</code>
/// Convex; Math.NET's L-BFGS minimises it. Classes are filled up to whole vectors with some whose weights stay 0. Values and gradients are
/// computed here and not by libtorch: problems are small, and an operator's start would cost more than its work.
/// </remarks>
internal sealed class LogisticRegression
{
    private const double GradientTolerance = 1e-6;
    private const double ProgressTolerance = 1e-10;
    private const int Memory = 10;
    private const int RowsAPart = 512;

    private static readonly int Lanes = Lane.Count;

    private readonly double[] _rows; // (n, w)
    private readonly int[] _labels;
    private readonly int _width;
    private readonly int _classes;
    private readonly int _stride; // classes, up to whole vectors

    /// <param name="rows">Shape (n, d + 1).</param>
    /// <param name="labels">The class of each row.</param>
    /// <param name="classes">c.</param>
    public LogisticRegression(double[] rows, int[] labels, int classes)
    {
        (_rows, _labels, _width, _classes) = (rows, labels, rows.Length / labels.Length, classes);
        _stride = (classes + Lanes - 1) / Lanes * Lanes;
    }

    /// <summary>How many weights there are.</summary>
    public int WeightCount => _width * _stride;

    /// <summary>The weights (d + 1, c up to whole vectors), row after row: the best that the optimiser came by.</summary>
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

            return (value, Coefficients.Build.Dense(gradient));
        });
        try
        {
            new LimitedMemoryBfgsMinimizer(GradientTolerance, 0, ProgressTolerance, Memory, maxIterations)
                .FindMinimum(objective, Coefficients.Build.Dense([.. start]));
        }
        catch (OptimizationException)
        {
            // Out of steps, or out of digits in its line search: what it came by is as good as it gets.
        }

        return best;
    }

    /// <summary>log p(class) of each row, (n, c).</summary>
    public double[] LogProbabilities(double[] weights)
    {
        var logs = new double[_labels.Length * _classes];
        var scores = new double[_stride];
        for (var row = 0; row < _labels.Length; row++)
        {
            Score(row, weights, scores);
            scores.AsSpan(0, _classes).CopyTo(logs.AsSpan(row * _classes));
        }

        return logs;
    }

    /// <summary>f without its ridge.</summary>
    public double Loss(double[] weights)
    {
        var logs = LogProbabilities(weights);
        return _labels.Index().Sum(label => -logs[(label.Index * _classes) + label.Item]) / _labels.Length;
    }

    private (double Value, double[] Gradient) Evaluate(double[] weights, double ridge)
    {
        var parts = new (double Loss, double[] Gradient)[(_labels.Length + RowsAPart - 1) / RowsAPart];
        TorchThreads.For(parts.Length, part => parts[part] = EvaluatePart(part * RowsAPart, weights), work: (long)_rows.Length * _stride);
        var (value, gradient) = parts[0];
        foreach (var (loss, slope) in parts.AsSpan(1)) // in order, so that the sum does not depend on threads
        {
            value += loss;
            for (var at = 0; at < gradient.Length; at++)
            {
                gradient[at] += slope[at];
            }
        }

        value /= _labels.Length;
        for (var at = 0; at < gradient.Length; at++)
        {
            gradient[at] /= _labels.Length;
            if (at < gradient.Length - _stride) // the last row is the intercepts'
            {
                value += ridge / 2 * weights[at] * weights[at];
                gradient[at] += ridge * weights[at];
            }
        }

        return (value, gradient);
    }

    private (double Loss, double[] Gradient) EvaluatePart(int start, double[] weights)
    {
        var (loss, gradient, scores) = (0.0, new double[weights.Length], new double[_stride]);
        var slopes = MemoryMarshal.Cast<double, Lane>(gradient.AsSpan());
        var residuals = MemoryMarshal.Cast<double, Lane>(scores.AsSpan());
        for (var row = start; row < Math.Min(start + RowsAPart, _labels.Length); row++)
        {
            Score(row, weights, scores);
            loss -= scores[_labels[row]];
            for (var at = 0; at < _classes; at++)
            {
                scores[at] = Math.Exp(scores[at]);
            }

            scores.AsSpan(_classes).Clear();
            scores[_labels[row]] -= 1;
            for (var column = 0; column < _width; column++)
            {
                var x = _rows[(row * _width) + column];
                for (var at = 0; at < residuals.Length; at++)
                {
                    slopes[(column * residuals.Length) + at] += residuals[at] * x;
                }
            }
        }

        return (loss, gradient);
    }

    // log softmax of a row's products with the weights; the lanes behind the classes hold nothing of use.
    private void Score(int row, double[] weights, double[] scores)
    {
        var sums = MemoryMarshal.Cast<double, Lane>(scores.AsSpan());
        var factors = MemoryMarshal.Cast<double, Lane>(weights.AsSpan());
        sums.Clear();
        for (var column = 0; column < _width; column++)
        {
            var x = _rows[(row * _width) + column];
            for (var at = 0; at < sums.Length; at++)
            {
                sums[at] += factors[(column * sums.Length) + at] * x;
            }
        }

        var own = scores.AsSpan(0, _classes);
        var (largest, sum) = (double.NegativeInfinity, 0.0);
        foreach (var score in own)
        {
            largest = Math.Max(largest, score);
        }

        foreach (var score in own)
        {
            sum += Math.Exp(score - largest);
        }

        var shift = largest + Math.Log(sum);
        foreach (ref var score in own)
        {
            score -= shift;
        }
    }
}
