using DaRec.Kernels;
using DaRec.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class UniformityLossTests
{
    [Theory]
    [InlineData(LossKernel.Dense)]
    [InlineData(LossKernel.Fast)]
    public void Loss_IsZero_WhenAllRowsPointOneWay(LossKernel kernel)
    {
        var rows = ones(5, 3, dtype: ScalarType.Float64).mul(arange(1, 6).unsqueeze(1));

        new UniformityLoss(kernel: kernel).call(rows).ToDouble().Should().BeApproximately(0, 1e-12);
    }

    [Fact]
    public void Loss_IsMinusFourT_WhenTwoRowsAreOpposite()
    {
        var rows = tensor(new double[,] { { 2, 0 }, { -1, 0 } });

        new UniformityLoss(temperature: 3).call(rows).ToDouble().Should().BeApproximately(-12, 1e-12);
    }

    [Fact]
    public void Loss_IsInvariant_ToRotationLengthAndOrder()
    {
        var rows = Tensors.Random(9, 4);
        var loss = new UniformityLoss();

        var moved = rows.mm(Tensors.Rotation(4)).mul(arange(1, 10).unsqueeze(1)).flip(0);

        loss.call(moved).ToDouble().Should().BeApproximately(loss.call(rows).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(2, true, true)]
    [InlineData(2, true, false)]
    [InlineData(0.7, false, true)]
    [InlineData(5, false, false)]
    public void Loss_EqualsTheReference(double temperature, bool normalize, bool distinctPairs)
    {
        var rows = Tensors.Random(11, 5);
        rows[3] = zeros(5, dtype: ScalarType.Float64);
        rows[4] = rows[5];
        var expected = NaiveLosses.Uniformity(rows.ToArray(), temperature, normalize, distinctPairs);

        foreach (var kernel in Enum.GetValues<LossKernel>())
        {
            var loss = new UniformityLoss(temperature, normalize, distinctPairs, kernel);
            loss.call(rows).ToDouble().Should().BeApproximately(expected, 1e-10);
        }
    }

    [Theory]
    [InlineData(LossKernel.Dense, true)]
    [InlineData(LossKernel.Fast, true)]
    [InlineData(LossKernel.Fast, false)]
    public void Gradient_MatchesFiniteDifferences(LossKernel kernel, bool normalize)
    {
        var loss = new UniformityLoss(1.5, normalize, kernel: kernel);

        FiniteDifferences.ShouldMatchGradient(loss.call, Tensors.Random(6, 3));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, true)]
    [InlineData(47, true)]
    [InlineData(48, true)]
    [InlineData(49, true)]
    [InlineData(200, true)]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(97, false)]
    public void FastForm_EqualsDenseForm_InValueAndGradient(long n, bool distinctPairs)
    {
        foreach (var (dtype, tolerance) in new[] { (ScalarType.Float64, 1e-10), (ScalarType.Float32, 1e-4) })
        {
            var rows = Tensors.Random(n, 7, dtype: dtype);
            var dense = Tensors.Differentiate(new UniformityLoss(distinctPairs: distinctPairs, kernel: LossKernel.Dense).call, rows);
            var fast = Tensors.Differentiate(new UniformityLoss(distinctPairs: distinctPairs).call, rows);

            Tensors.Difference(fast.Value, dense.Value).Should().BeLessThan(tolerance);
            Tensors.Difference(fast.Gradient, dense.Gradient).Should().BeLessThan(tolerance);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(18)]
    public void Kernel_DoesNotDependOnTheTile(long tile)
    {
        var points = nn.functional.normalize(Tensors.Random(17, 5), dim: 1);
        foreach (var (onSphere, distinct) in new[] { (true, true), (false, true), (true, false), (false, false) })
        {
            var whole = UniformityKernel.ByOperators(points, 2, distinct, onSphere);
            var tiled = UniformityKernel.ByOperators(points, 2, distinct, onSphere, tile);

            Tensors.Difference(tiled.Value, whole.Value).Should().BeLessThan(1e-12);
            Tensors.Difference(tiled.Gradient, whole.Gradient).Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void Loss_StaysFinite_WhereEveryPotentialUnderflows()
    {
        var rows = Tensors.Random(20, 3, dtype: ScalarType.Float32).mul(100);
        var expected = NaiveLogMeanExp(rows);

        var fast = Tensors.Differentiate(new UniformityLoss(normalize: false).call, rows);

        fast.Value.ToDouble().Should().BeApproximately(expected, Math.Abs(expected) * 1e-4);
        fast.Gradient.isfinite().all().ToBoolean().Should().BeTrue();

        static double NaiveLogMeanExp(Tensor rows)
        {
            var array = rows.ToArray();
            var exponents = Enumerable.Range(0, 20).SelectMany(i => Enumerable.Range(0, 20).Where(j => j != i)
                .Select(j => -2 * NaiveLosses.SquaredDistance(array, i, array, j))).ToArray();
            return exponents.Max() + Math.Log(exponents.Average(e => Math.Exp(e - exponents.Max())));
        }
    }

    [Theory]
    [InlineData(LossKernel.Dense)]
    [InlineData(LossKernel.Fast)]
    public void Loss_IsNeverPositive_ForVeryLongRows(LossKernel kernel)
    {
        foreach (var scale in new[] { 1e5, 1e15 })
        {
            var rows = Tensors.Random(20, 3, dtype: ScalarType.Float32).mul(scale);
            var loss = new UniformityLoss(normalize: false, distinctPairs: false, kernel: kernel);

            loss.call(rows).ToDouble().Should().BeApproximately(-Math.Log(20), 1e-5); // only a row and itself are near
        }
    }

    [Fact]
    public void Gradient_IsFinite_AtAZeroRow()
    {
        var rows = Tensors.Random(4, 3, dtype: ScalarType.Float32);
        rows[0] = zeros(3);

        var (_, gradient) = Tensors.Differentiate(new UniformityLoss().call, rows);

        gradient.isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Call_Throws_WhenOneRowHasNoPartner()
    {
        var call = () => new UniformityLoss().call(Tensors.Random(1, 3));

        call.Should().Throw<ArgumentException>().WithMessage("*n ≥ 2*got (1, 3)*").WithParameterName("specific");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Constructor_Throws_WhenTemperatureIsNotPositive(double temperature)
    {
        var create = () => new UniformityLoss(temperature);

        create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("temperature");
    }

    [Theory]
    [InlineData(LossKernel.Dense)]
    [InlineData(LossKernel.Fast)]
    public void Call_LeavesOneLiveTensor(LossKernel kernel)
    {
        var rows = Tensors.Random(5, 3).Leaf();
        var loss = new UniformityLoss(kernel: kernel);

        LiveTensors.ShouldStay(1, () => loss.call(rows));
    }
}
