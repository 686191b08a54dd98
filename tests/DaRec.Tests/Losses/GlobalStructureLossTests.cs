using DaRec.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class GlobalStructureLossTests
{
    [Theory]
    [InlineData(LossKernel.Dense)]
    [InlineData(LossKernel.Fast)]
    public void Loss_IsZero_WhenOneSideIsARotationOfTheOther(LossKernel kernel)
    {
        var a = Tensors.Random(12, 4);

        new GlobalStructureLoss(kernel: kernel).call(a, a.mm(Tensors.Rotation(4))).ToDouble().Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void Loss_IsSymmetricInItsSides()
    {
        var (a, b) = (Tensors.Random(12, 4, 1), Tensors.Random(12, 6, 2));
        var loss = new GlobalStructureLoss();

        loss.call(a, b).ToDouble().Should().BeApproximately(loss.call(b, a).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(1, 3, 3)]
    [InlineData(2, 3, 5)]
    [InlineData(9, 4, 2)]
    [InlineData(5, 5, 5)]
    public void Loss_EqualsTheReference(long n, long widthA, long widthB)
    {
        var (a, b) = (Tensors.Random(n, widthA, 1), Tensors.Random(n, widthB, 2));
        foreach (var (normalize, average) in new[] { (true, true), (false, false), (true, false) })
        {
            var expected = NaiveLosses.GlobalStructure(a.ToArray(), b.ToArray(), normalize, average);
            foreach (var kernel in Enum.GetValues<LossKernel>())
            {
                var value = new GlobalStructureLoss(normalize, average, kernel).call(a, b).ToDouble();
                value.Should().BeApproximately(expected, 1e-10 * Math.Max(1, expected));
            }
        }
    }

    [Theory]
    [InlineData(3, 5)]
    [InlineData(6, 3)]
    public void Gradient_MatchesFiniteDifferences(long n, long d)
    {
        var (a, b) = (Tensors.Random(n, d, 1), Tensors.Random(n, d, 2));
        foreach (var kernel in Enum.GetValues<LossKernel>())
        {
            var loss = new GlobalStructureLoss(kernel: kernel);
            FiniteDifferences.ShouldMatchGradient(x => loss.call(x, b), a);
            FiniteDifferences.ShouldMatchGradient(x => loss.call(a, x), b);
        }
    }

    [Theory]
    [InlineData(1, 4)]
    [InlineData(2, 4)]
    [InlineData(3, 4)]
    [InlineData(4, 4)]
    [InlineData(5, 4)]
    [InlineData(64, 7)]
    public void FastForm_EqualsDenseForm_InValueAndGradient(long n, long d)
    {
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-10), (ScalarType.Float32, 1e-4) })
        {
            var (a, b) = (Tensors.Random(n, d, 1, dtype), Tensors.Random(n, d, 2, dtype));
            foreach (var side in new[] { a, b })
            {
                // side = a: A against B; side = b: A = B.
                var dense = Tensors.Differentiate(x => new GlobalStructureLoss(false, false, LossKernel.Dense).call(x, b), side);
                var fast = Tensors.Differentiate(x => new GlobalStructureLoss(false, false).call(x, b), side);

                Tensors.Difference(fast.Value, dense.Value).Should().BeLessThan(tolerance);
                Tensors.Difference(fast.Gradient, dense.Gradient).Should().BeLessThan(tolerance);
            }
        }
    }

    [Theory]
    [InlineData(1, 4, 4)]
    [InlineData(3, 1, 1)]
    [InlineData(9, 3, 3)]
    [InlineData(10, 3, 3)]
    [InlineData(47, 7, 3)]
    [InlineData(48, 5, 16)]
    [InlineData(49, 17, 5)]
    [InlineData(900, 6, 11)]
    public void FastForm_OfTiledRows_EqualsDenseForm_InBothGradients(long n, long d, long e)
    {
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-12), (ScalarType.Float32, 1e-5) })
        {
            var (a, b) = (Tensors.Random(n, d, 1, dtype), Tensors.Random(n, e, 2, dtype));
            a[0] = zeros(d, dtype: dtype);
            foreach (var isFirst in new[] { true, false })
            {
                var dense = Differentiate(LossKernel.Dense, isFirst);
                var fast = Differentiate(LossKernel.Fast, isFirst);

                Tensors.Difference(fast.Value, dense.Value).Should().BeLessThan(tolerance);
                Tensors.Difference(fast.Gradient, dense.Gradient).Should().BeLessThan(tolerance);
            }

            (Tensor Value, Tensor Gradient) Differentiate(LossKernel kernel, bool isFirst)
            {
                var loss = new GlobalStructureLoss(kernel: kernel);
                return isFirst ? Tensors.Differentiate(x => loss.call(x, b), a) : Tensors.Differentiate(x => loss.call(a, x), b);
            }
        }
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-4)]
    public void FastForm_OfTiledRows_KeepsItsDigits_WhenSidesAreClose(double distance)
    {
        // Rows whose float32 form is exact, so that both forms see the same.
        var a = nn.functional.normalize(Tensors.Random(300, 8, 1), dim: 1).to(ScalarType.Float32).to(ScalarType.Float64);
        var b = a.add(Tensors.Random(300, 8, 2).mul(distance)).to(ScalarType.Float32).to(ScalarType.Float64);
        var expected = Tensors.Differentiate(x => new GlobalStructureLoss(kernel: LossKernel.Dense).call(x, b), a);

        var fast = Tensors.Differentiate(
            x => new GlobalStructureLoss().call(x, b.to(ScalarType.Float32)), a.to(ScalarType.Float32));

        var rounding = 1e-7 / distance * 20;
        (fast.Value.ToDouble() / expected.Value.ToDouble()).Should().BeApproximately(1, rounding);
        Tensors.RelativeDifference(fast.Gradient, expected.Gradient).Should().BeLessThan(rounding);
    }

    [Theory]
    [InlineData(1e-2)]
    [InlineData(1e-3)]
    [InlineData(1e-4)]
    public void FastForm_KeepsItsDigits_WhenSidesAreClose(double distance)
    {
        var a = Tensors.Random(200, 8, 1);
        var b = a.add(Tensors.Random(200, 8, 2).mul(distance));
        var expected = Tensors.Differentiate(x => new GlobalStructureLoss(false, false, LossKernel.Dense).call(x, b), a);

        var fast = Tensors.Differentiate(
            x => new GlobalStructureLoss(false, false).call(x, b.to(ScalarType.Float32)), a.to(ScalarType.Float32));

        // The inputs' own rounding to float32, 6e-8 of each element, is what remains.
        var rounding = 1e-7 / distance * 20;
        (fast.Value.ToDouble() / expected.Value.ToDouble()).Should().BeApproximately(1, rounding);
        Tensors.RelativeDifference(fast.Gradient, expected.Gradient).Should().BeLessThan(rounding);
    }

    [Fact]
    public void Call_Throws_WhenRowCountsDiffer()
    {
        var call = () => new GlobalStructureLoss().call(Tensors.Random(4, 3), Tensors.Random(5, 3));

        call.Should().Throw<ArgumentException>().WithMessage("*as many rows as sharedA (4, 3), got (5, 3)*");
    }

    [Theory]
    [InlineData(LossKernel.Dense)]
    [InlineData(LossKernel.Fast)]
    public void Call_LeavesOneLiveTensor(LossKernel kernel)
    {
        var (a, b) = (Tensors.Random(5, 3, 1).Leaf(), Tensors.Random(5, 4, 2).Leaf());
        var loss = new GlobalStructureLoss(kernel: kernel);

        LiveTensors.ShouldStay(1, () => loss.call(a, b));
    }
}
