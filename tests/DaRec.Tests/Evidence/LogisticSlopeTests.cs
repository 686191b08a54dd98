using DaRec.Evidence;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Evidence;

public class LogisticSlopeTests
{
    private static readonly double[] Scores = [2, 1, -0.5, 3, 0.2, -1, 1.5, 0.1];

    [Fact]
    public void Fit_IsTheLeastLoss()
    {
        var slope = LogisticSlope.Fit(Scores);

        slope.Should().BeGreaterThan(0);
        Loss(slope).Should().BeLessThan(Loss(slope * 1.01)).And.BeLessThan(Loss(slope * 0.99));
    }

    [Fact]
    public void Fit_ScalesAgainstTheScores() =>
        LogisticSlope.Fit(Array.ConvertAll(Scores, score => 1000 * score)).Should().BeApproximately(LogisticSlope.Fit(Scores) / 1000, 1e-9);

    [Fact]
    public void ScoresThatLeanTheWrongWay_OrNotAtAll_GetNothing()
    {
        LogisticSlope.Fit(Array.ConvertAll(Scores, score => -score)).Should().Be(0);
        LogisticSlope.Fit([0, 0, 0]).Should().Be(0);
        LogisticSlope.Bits(Scores, 0).Should().Be(0);
    }

    [Fact]
    public void ScoresWithoutAnError_GetAFiniteSlope()
    {
        var slope = LogisticSlope.Fit([1, 2, 3]);

        double.IsFinite(slope).Should().BeTrue();
        LogisticSlope.Bits([1, 2, 3], slope).Should().BeInRange(0.99, 1);
    }

    [Fact]
    public void Bits_AreOneMinusTheMeanLogLoss() =>
        LogisticSlope.Bits(Scores, 0.7).Should().BeApproximately(1 - (Loss(0.7) / Math.Log(2)), 1e-12);

    private static double Loss(double slope) => Scores.Average(score => Math.Log(1 + Math.Exp(-slope * score)));
}
