using DaRec.Kernels;
using DaRec.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class NeighborhoodStructureLossTests
{
    [Fact]
    public void Loss_IsZero_WhenNeighborhoodsAgree()
    {
        var rows = Tensors.Random(8, 4);

        new NeighborhoodStructureLoss(centerLanguage: false).call(rows.mm(Tensors.Rotation(4)).mul(3), rows)
            .ToDouble().Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void Loss_IsZero_WhenEachRowHasOneNeighbor()
    {
        new NeighborhoodStructureLoss().call(Tensors.Random(2, 4, 1), Tensors.Random(2, 5, 2))
            .ToDouble().Should().BeApproximately(0, 1e-14);
    }

    [Fact]
    public void Loss_IgnoresTheMeanText_WhenItCenters()
    {
        var (ours, texts) = (Tensors.Random(8, 4, 1), Tensors.Random(8, 6, 2));
        var loss = new NeighborhoodStructureLoss();

        loss.call(ours, texts.add(5)).ToDouble().Should().BeApproximately(loss.call(ours, texts).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.5, false)]
    public void Loss_EqualsTheReference(double temperature, bool center)
    {
        var (ours, texts) = (Tensors.Random(9, 4, 1), Tensors.Random(9, 6, 2));
        foreach (var kernel in Enum.GetValues<LossKernel>())
        {
            var loss = new NeighborhoodStructureLoss(temperature, center, kernel);

            loss.call(ours, texts).ToDouble()
                .Should().BeApproximately(NaiveLosses.Neighborhood(ours.ToArray(), texts.ToArray(), temperature, center), 1e-10);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(47)]
    [InlineData(48)]
    [InlineData(49)]
    [InlineData(200)]
    public void FastForm_EqualsDenseForm_InValueAndGradient(long n)
    {
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-10), (ScalarType.Float32, 1e-4) })
        {
            var (ours, texts) = (Tensors.Random(n, 7, 1, dtype), Tensors.Random(n, 9, 2, dtype));
            foreach (var rows in new[] { ours, texts })
            {
                // rows = texts: both neighbourhoods agree.
                var dense = Tensors.Differentiate(x => new NeighborhoodStructureLoss(kernel: LossKernel.Dense).call(x, texts), rows);
                var fast = Tensors.Differentiate(x => new NeighborhoodStructureLoss().call(x, texts), rows);

                Tensors.Difference(fast.Value, dense.Value).Should().BeLessThan(tolerance);
                Tensors.Difference(fast.Gradient, dense.Gradient).Should().BeLessThan(tolerance);
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public void Kernel_DependsNeitherOnTheTileNorOnTheDevicePath(long tile)
    {
        var (ours, texts) = (Tensors.Random(17, 5, 1), Tensors.Random(17, 6, 2));
        var whole = NeighborhoodKernel.ValueAndGradient(ours, texts, 0.2, needsGradient: true);

        var tiled = NeighborhoodKernel.ByOperators(ours, texts, 0.2, tile);

        Tensors.Difference(tiled.Value, whole.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(tiled.Gradient!, whole.Gradient!).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1L << 40)]
    public void Sweep_DoesNotDependOnWhatItKeeps(long keptBytes)
    {
        var (ours, texts) = (Tensors.Random(130, 5, 1), Tensors.Random(130, 6, 2));
        var expected = NeighborhoodKernel.ByOperators(ours, texts, 0.1);

        var (value, gradient) = NeighborhoodSweep<double>.ValueAndGradient(ours, texts, 0.1, needsGradient: true, keptBytes);

        Tensors.Difference(value, expected.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(gradient!, expected.Gradient!).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(48)]
    [InlineData(130)]
    public void Sweep_DoesNotDependOnTheLengthOfVectors(long n)
    {
        var (ours, texts) = (Tensors.Random(n, 5, 1), Tensors.Random(n, 6, 2));
        Check<double>(ours, texts, 1e-13);
        Check<float>(ours.to(ScalarType.Float32), texts.to(ScalarType.Float32), 1e-5);

        static void Check<T>(Tensor ours, Tensor texts, double tolerance)
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var (value, gradient) = NeighborhoodSweep<T>.ValueAndGradient(ours, texts, 0.1, needsGradient: true, isWide: false);

            var (wideValue, wideGradient) = NeighborhoodSweep<T>.ValueAndGradient(ours, texts, 0.1, needsGradient: true, isWide: true);

            Tensors.Difference(wideValue, value).Should().BeLessThan(tolerance);
            Tensors.Difference(wideGradient!, gradient!).Should().BeLessThan(tolerance);
        }
    }

    [Fact]
    public void Loss_StaysFinite_AtALowTemperature()
    {
        var (ours, texts) = (Tensors.Random(40, 16, 1, ScalarType.Float32), Tensors.Random(40, 16, 2, ScalarType.Float32));

        var (value, gradient) = Tensors.Differentiate(x => new NeighborhoodStructureLoss(0.002).call(x, texts), ours);

        double.IsFinite(value.ToDouble()).Should().BeTrue();
        gradient.isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        var (ours, texts) = (Tensors.Random(6, 3, 1), Tensors.Random(6, 5, 2));

        FiniteDifferences.ShouldMatchGradient(x => new NeighborhoodStructureLoss(0.3).call(x, texts), ours);
    }

    [Fact]
    public void Texts_GetNoGradient()
    {
        var (ours, texts) = (Tensors.Random(6, 3, 1).Leaf(), Tensors.Random(6, 5, 2).Leaf());

        new NeighborhoodStructureLoss().call(ours, texts).backward();

        texts.grad.Should().BeNull();
        ours.grad.Should().NotBeNull();
    }

    [Fact]
    public void Call_LeavesOneLiveTensor()
    {
        var (ours, texts) = (Tensors.Random(6, 3, 1).Leaf(), Tensors.Random(6, 5, 2));
        var loss = new NeighborhoodStructureLoss();

        LiveTensors.ShouldStay(1, () => loss.call(ours, texts));
    }
}
