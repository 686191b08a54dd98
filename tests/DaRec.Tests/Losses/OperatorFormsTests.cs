using DaRec.Clustering;
using DaRec.Kernels;
using DaRec.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

/// <summary>The forms that other devices than the CPU take, on the CPU.</summary>
public class OperatorFormsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(33)]
    public void Orthogonality_IsTheSame(long n)
    {
        var (shared, specific) = (Tensors.Random(n, 7, 1), Tensors.Random(n, 7, 2));

        ShouldAgree(x => OrthogonalityLoss.ByOperators(x, specific), x => new OrthogonalityLoss().call(x, specific), shared);
        ShouldAgree(x => OrthogonalityLoss.ByOperators(shared, x), x => new OrthogonalityLoss().call(shared, x), specific);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(9)]
    public void LocalStructure_IsTheSame(long k)
    {
        var (a, b) = (Tensors.Random(k, 5, 1), Tensors.Random(k, 5, 2));
        var partners = CenterMatching.Match(a, b);

        ShouldAgree(x => LocalStructureLoss.ByOperators(x, b, tensor(partners)), x => Kernel(x, b), a);
        ShouldAgree(x => LocalStructureLoss.ByOperators(a, x, tensor(partners)), x => Kernel(a, x), b);

        // The matching stays as it is, also where it would change with the centres.
        Tensor Kernel(Tensor x, Tensor y)
        {
            var (value, gradientA, gradientB) = LocalStructureKernel.ValueAndGradient(x.detach(), y.detach(), partners, needsGradient: true);
            return DaRec.Internal.PrecomputedGradient.Attach(value, (x, gradientA), (y, gradientB));
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(60)]
    public void GlobalStructure_IsTheSame(long n)
    {
        var (a, b) = (Tensors.Random(n, 4, 1), Tensors.Random(n, 6, 2));
        var unit = nn.functional.normalize(a, dim: 1);
        var kernel = GlobalStructureKernel.ValueAndGradient(a, b, 0.3, normalize: true, (true, true));

        var operators = GlobalStructureKernel.ByOperators(unit, nn.functional.normalize(b, dim: 1), 0.3);

        Tensors.Difference(operators.Value, kernel.Value).Should().BeLessThan(1e-12);
        var projected = DaRec.Internal.Rows.NormalizeBackward(a, unit, operators.GradientA);
        Tensors.Difference(projected, kernel.GradientA!).Should().BeLessThan(1e-12);
    }

    private static void ShouldAgree(Func<Tensor, Tensor> operators, Func<Tensor, Tensor> fast, Tensor at)
    {
        var (expected, actual) = (Tensors.Differentiate(operators, at), Tensors.Differentiate(fast, at));

        Tensors.Difference(actual.Value, expected.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(actual.Gradient, expected.Gradient).Should().BeLessThan(1e-12);
    }
}
