using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Checking;

/// <summary>What losses of the same rows come to: their values, and the gradients of the last one.</summary>
/// <param name="Values">Each by its name.</param>
/// <param name="Gradients">Of each leaf, as float64 on the processor; in the caller's dispose scope.</param>
internal sealed record LossOutcome(IReadOnlyList<(string Name, double Value)> Values, IReadOnlyList<Tensor> Gradients)
{
    /// <summary>Accepted for a value in float32: a hundred times the rounding of a single step.</summary>
    public const double ValueTolerance = 1e-4;

    /// <summary>Accepted for a gradient in float32, whose terms cancel.</summary>
    public const double GradientTolerance = 1e-3;

    private const double Negligible = 1e-6; // of all gradients' length: a leaf that hardly matters is held to that

    /// <summary>Takes the gradients of a total.</summary>
    public static LossOutcome Of(IReadOnlyList<(string Name, Tensor Value)> values, Tensor total, IReadOnlyList<Tensor> leaves)
    {
        total.backward(); // an error there is an exception, one in autograd.grad the end of the process
        return new LossOutcome(
            [.. values.Select(value => (value.Name, HostReads.ToDouble(value.Value)))],
            [.. leaves.Select(leaf => HostReads.ToCpu(leaf.grad ?? leaf.detach().mul(Held(0))).to(ScalarType.Float64))]);
    }

    /// <summary>These beside those that they should be.</summary>
    /// <param name="name">What is computed.</param>
    /// <param name="expected">In float64 on the processor.</param>
    public IEnumerable<CheckedFigure> Against(string name, LossOutcome expected)
    {
        foreach (var (own, reference) in Values.Zip(expected.Values))
        {
            yield return CheckedFigure.OfValue($"{name}{own.Name}", reference.Value, own.Value, ValueTolerance);
        }

        var all = Math.Sqrt(expected.Gradients.Sum(gradient => Math.Pow(Length(gradient), 2)));
        var worst = Gradients.Zip(expected.Gradients)
            .Select(pair => (Expected: Length(pair.Second), Actual: Length(pair.First), Apart: Length(pair.First.sub(pair.Second))))
            .MaxBy(leaf => double.IsNaN(leaf.Apart) ? double.PositiveInfinity : leaf.Apart / Scale(leaf.Expected));
        yield return new CheckedFigure(
            $"{name}, length of the gradient", worst.Expected, worst.Actual, worst.Apart / Scale(worst.Expected), GradientTolerance);

        double Scale(double length) => Math.Max(length, Negligible * all);
    }

    private static double Length(Tensor gradient) => HostReads.ToDouble(gradient.norm());
}
