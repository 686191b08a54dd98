using FluentAssertions;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Checks a gradient against central differences in float64.</summary>
internal static class FiniteDifferences
{
    public static void ShouldMatchGradient(Func<Tensor, Tensor> function, Tensor at, double tolerance = 1e-6)
    {
        using var scope = NewDisposeScope();
        at.dtype.Should().Be(ScalarType.Float64);
        var (_, gradient) = Tensors.Differentiate(function, at);
        var expected = zeros_like(at);
        const double step = 1e-5;
        for (var i = 0L; i < at.size(0); i++)
        {
            for (var j = 0L; j < at.size(1); j++)
            {
                expected[i, j] = (At(i, j, step) - At(i, j, -step)) / (2 * step);
            }
        }

        Tensors.Difference(gradient, expected).Should().BeLessThan(tolerance);

        double At(long i, long j, double change)
        {
            using var inner = NewDisposeScope();
            var moved = at.clone();
            moved[i, j] = moved[i, j].ToDouble() + change;
            return function(moved).ToDouble();
        }
    }
}
