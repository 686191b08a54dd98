using DaRec.Losses;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class OrthogonalityLossTests
{
    private readonly OrthogonalityLoss _loss = new();

    [Fact]
    public void Loss_IsZero_WhenRowsAreOrthogonal()
    {
        var shared = tensor(new double[,] { { 1, 0, 0 }, { 0, 2, 0 } });
        var specific = tensor(new double[,] { { 0, 3, 1 }, { 5, 0, -1 } });

        _loss.call(shared, specific).ToDouble().Should().BeApproximately(0, 1e-15);
    }

    [Fact]
    public void Loss_IsOne_WhenRowsAreParallelOrOpposite()
    {
        var shared = Tensors.Random(5, 4);

        _loss.call(shared, shared.mul(-3)).ToDouble().Should().BeApproximately(1, 1e-12);
    }

    [Fact]
    public void Loss_IsSymmetricAndIgnoresLengths()
    {
        var (a, b) = (Tensors.Random(7, 3, 1), Tensors.Random(7, 3, 2));

        _loss.call(a, b).ToDouble().Should().BeApproximately(_loss.call(b.mul(9), a.mul(0.1)).ToDouble(), 1e-12);
    }

    [Fact]
    public void Loss_EqualsTheReference_WithAZeroRow()
    {
        var (a, b) = (Tensors.Random(6, 5, 1), Tensors.Random(6, 5, 2));
        a[2] = zeros(5, dtype: ScalarType.Float64);

        _loss.call(a, b).ToDouble().Should().BeApproximately(NaiveLosses.Orthogonality(a.ToArray(), b.ToArray()), 1e-12);
    }

    [Theory]
    [InlineData(1e-30)]
    [InlineData(1e-20)]
    [InlineData(1e25)]
    public void Loss_IgnoresLengths_WhoseSquaresFloat32CannotHold(double scale)
    {
        var (a, b) = (Tensors.Random(6, 5, 1), Tensors.Random(6, 5, 2));
        var expected = NaiveLosses.Orthogonality(a.ToArray(), b.ToArray());

        var value = _loss.call(a.mul(scale).to(ScalarType.Float32), b.to(ScalarType.Float32));

        value.ToDouble().Should().BeApproximately(expected, 1e-5);
    }

    [Fact]
    public void Gradient_IsFinite_AtAZeroRow()
    {
        var (a, b) = (Tensors.Random(3, 4, 1), Tensors.Random(3, 4, 2));
        a[1] = zeros(4, dtype: ScalarType.Float64);

        var (_, gradient) = Tensors.Differentiate(x => _loss.call(x, b), a);

        gradient.isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        var (a, b) = (Tensors.Random(4, 3, 1), Tensors.Random(4, 3, 2));

        FiniteDifferences.ShouldMatchGradient(x => _loss.call(x, b), a);
        FiniteDifferences.ShouldMatchGradient(x => _loss.call(a, x), b);
    }

    [Fact]
    public void Call_Throws_WhenShapesDiffer()
    {
        var call = () => _loss.call(Tensors.Random(4, 3), Tensors.Random(4, 2));

        call.Should().Throw<ArgumentException>().WithMessage("*Expected width 3, got (4, 2)*").WithParameterName("specific");
    }

    [Fact]
    public void Call_Throws_WhenElementTypesDiffer()
    {
        var call = () => _loss.call(Tensors.Random(4, 3), Tensors.Random(4, 3, dtype: ScalarType.Float32));

        call.Should().Throw<ArgumentException>().WithMessage("*element type of shared (Float64), got Float32*");
    }

    [Fact]
    public void Call_LeavesOneLiveTensor()
    {
        var (a, b) = (Tensors.Random(4, 3, 1).Leaf(), Tensors.Random(4, 3, 2).Leaf());

        LiveTensors.ShouldStay(1, () => _loss.call(a, b));
    }
}
