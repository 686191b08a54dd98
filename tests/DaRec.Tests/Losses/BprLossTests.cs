using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Losses;

public class BprLossTests
{
    private readonly BprLoss _loss = new();

    [Fact]
    public void Loss_IsTheFormula()
    {
        var (users, positives, negatives) = (Tensors.Random(9, 4, 1), Tensors.Random(9, 4, 2), Tensors.Random(9, 4, 3));

        var value = _loss.call(users, positives, negatives).ToDouble();

        var (u, p, n) = (users.ToArray(), positives.ToArray(), negatives.ToArray());
        var expected = Enumerable.Range(0, 9).Average(
            row => -Math.Log(1 / (1 + Math.Exp(-Enumerable.Range(0, 4).Sum(c => u[row, c] * (p[row, c] - n[row, c]))))));
        value.Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void Loss_IsLogTwo_WhenItemsScoreAlike()
    {
        var (users, items) = (Tensors.Random(9, 4, 1), Tensors.Random(9, 4, 2));

        _loss.call(users, items, items).ToDouble().Should().BeApproximately(Math.Log(2), 1e-12);
    }

    [Fact]
    public void Swapping_ItemsAddsTheMeanMargin()
    {
        // softplus(−m) and softplus(m) differ by m
        var (users, a, b) = (Tensors.Random(9, 4, 1), Tensors.Random(9, 4, 2), Tensors.Random(9, 4, 3));

        var difference = _loss.call(users, b, a).sub(_loss.call(users, a, b)).ToDouble();

        difference.Should().BeApproximately(users.mul(a.sub(b)).sum(1).mean().ToDouble(), 1e-12);
    }

    [Fact]
    public void Gradient_MatchesFiniteDifferences()
    {
        var (users, positives, negatives) = (Tensors.Random(5, 3, 1), Tensors.Random(5, 3, 2), Tensors.Random(5, 3, 3));

        FiniteDifferences.ShouldMatchGradient(x => _loss.call(x, positives, negatives), users);
        FiniteDifferences.ShouldMatchGradient(x => _loss.call(users, x, negatives), positives);
        FiniteDifferences.ShouldMatchGradient(x => _loss.call(users, positives, x), negatives);
    }

    [Theory]
    [InlineData(ScalarType.Float32, 1000, 0, 0)]
    [InlineData(ScalarType.Float32, -1000, 1000, -1)]
    [InlineData(ScalarType.Float64, 1000, 0, 0)]
    [InlineData(ScalarType.Float64, -1000, 1000, -1)]
    public void Loss_StaysFinite_ForLargeMargins(ScalarType dtype, double margin, double expected, double slope)
    {
        var (users, zero) = (ones(1, 1, dtype: dtype), zeros(1, 1, dtype: dtype));

        var (value, gradient) = Tensors.Differentiate(x => _loss.call(users, x, zero), full(1, 1, margin, dtype: dtype));

        value.ToDouble().Should().BeApproximately(expected, 1e-6);
        gradient.ToDouble().Should().BeApproximately(slope, 1e-6);
    }

    [Fact]
    public void Call_LeavesOneLiveTensor()
    {
        var (users, positives, negatives) = (Tensors.Random(5, 3, 1).Leaf(), Tensors.Random(5, 3, 2), Tensors.Random(5, 3, 3));

        LiveTensors.ShouldStay(1, () => _loss.call(users, positives, negatives));
    }
}
