using DaRec.Cli.Benchmarks.Questions;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Benchmarks;

public class ScaleCurveTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1.5)]
    public void Exponent_IsThePower_OverTheLargerHalf(double power)
    {
        // The smaller half takes a time of its own.
        var points = Enumerable.Range(0, 6).Select(step => (1000 << step, step < 2 ? 7.0 : 0.003 * Math.Pow(1000 << step, power))).ToArray();

        var curve = new ScaleCurve("x", points);

        curve.Exponent.Should().BeApproximately(power, 1e-9);
        curve.Cells().Should().HaveCount(8);
    }
}
