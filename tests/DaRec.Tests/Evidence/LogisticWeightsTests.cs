using DaRec.Evidence;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evidence;

public class LogisticWeightsTests
{
    private const double Ridge = 1e-3; // the implementation's

    [Fact]
    public void Weights_AreWhereTheObjectiveIsFlat()
    {
        var differences = Tensors.Random(400, 5).add(0.4); // all five tell something: none is cut off at 0
        var common = Minimum(differences.sum(1, keepdim: true), [0.0]);

        var weights = LogisticWeights.Fit(differences).ToVector();

        weights.Should().OnlyContain(weight => weight > 0);
        Gradient(differences.ToArray(), weights, [.. Enumerable.Repeat(common, 5)]).Should().OnlyContain(slope => Math.Abs(slope) < 1e-8);
    }

    [Fact]
    public void Weights_AreNothing_WhereDifferencesPointTheOtherWay()
    {
        LogisticWeights.Fit(Tensors.Random(400, 5).sub(0.4)).abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void Weights_StayFinite_WhereEveryPairIsToldForSure()
    {
        var weights = LogisticWeights.Fit(Tensors.Random(50, 3).abs().mul(100));

        weights.isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void CrossInformation_IsWhatOneHalfsWeightsTellOfTheOther()
    {
        var differences = Tensors.Random(301, 4).add(0.5);
        var (first, second) = (differences.narrow(0, 0, 150), differences.narrow(0, 150, 151));

        var expected = 1 - ((Loss(first, LogisticWeights.Fit(second)) + Loss(second, LogisticWeights.Fit(first))) / 301 / Math.Log(2));

        LogisticWeights.CrossInformation(differences).Should().BeApproximately(expected, 1e-12).And.BeGreaterThan(0.1);
    }

    [Fact]
    public void CrossInformation_IsNone_ForNoise()
    {
        LogisticWeights.CrossInformation(Tensors.Random(300, 20)).Should().Be(0);
    }

    private static double Loss(Tensor differences, Tensor weights)
    {
        var (x, b) = (differences.ToArray(), weights.ToVector());
        return Enumerable.Range(0, x.GetLength(0)).Sum(i => Math.Log(1 + Math.Exp(-Enumerable.Range(0, b.Length).Sum(k => b[k] * x[i, k]))));
    }

    // Bisection on the slope, which rises.
    private static double Minimum(Tensor differences, double[] start)
    {
        var x = differences.ToArray();
        var (low, high) = (-50.0, 50.0);
        for (var step = 0; step < 200; step++)
        {
            var middle = (low + high) / 2;
            (low, high) = Gradient(x, [middle], start)[0] < 0 ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static double[] Gradient(double[,] x, double[] weights, double[] start)
    {
        var (n, gradient) = (x.GetLength(0), new double[weights.Length]);
        for (var i = 0; i < n; i++)
        {
            var odds = Enumerable.Range(0, weights.Length).Sum(k => weights[k] * x[i, k]);
            for (var k = 0; k < weights.Length; k++)
            {
                gradient[k] -= x[i, k] / (1 + Math.Exp(odds)) / n;
            }
        }

        return [.. gradient.Select((slope, k) => slope + (Ridge * (weights[k] - start[k])))];
    }
}
