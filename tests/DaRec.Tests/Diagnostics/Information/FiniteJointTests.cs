using DaRec.Diagnostics.Information;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Diagnostics.Information;

public sealed class FiniteJointTests
{
    [Fact]
    public void Tables_AreTheMarginals()
    {
        var p = new double[2, 3, 2];
        for (var at = 0; at < 12; at++)
        {
            p[at / 6, at / 2 % 3, at % 2] = (at + 1) / 78.0;
        }

        var joint = new FiniteJoint(p);

        joint[1, 2, 0].Should().BeApproximately(11 / 78.0, 1e-15);
        joint.Sources[1, 0].Should().BeApproximately((7 + 8) / 78.0, 1e-15);
        joint.FirstAndLabel[0, 1].Should().BeApproximately((2 + 4 + 6) / 78.0, 1e-15);
        joint.SecondAndLabel[2, 0].Should().BeApproximately((5 + 11) / 78.0, 1e-15);
        joint.BothAndLabel[4, 1].Should().BeApproximately(10 / 78.0, 1e-15);
    }

    [Fact]
    public void BothTellWhatNeitherDoes_OfAnExclusiveOr()
    {
        var joint = FiniteJoint.FromWeights(new double[,,] { { { 1, 0 }, { 0, 1 } }, { { 0, 1 }, { 1, 0 } } });

        joint.BothAndLabel.InformationBits.Should().BeApproximately(1, 1e-15);
        joint.FirstBeyondSecondBits.Should().BeApproximately(1, 1e-15);
        joint.SecondBeyondFirstBits.Should().BeApproximately(1, 1e-15);
        InformationGap.Of(joint).FirstBits.Should().Be(0);
        InformationGap.Of(joint).GapBits.Should().Be(0);
    }

    [Fact]
    public void InformationGap_IsTheDifference_OfANoisySource()
    {
        // D is Y; D′ is Y, turned over one time in ten.
        var joint = FiniteJoint.FromWeights(new double[,,] { { { 9, 0 }, { 1, 0 } }, { { 0, 1 }, { 0, 9 } } });

        var gap = InformationGap.Of(joint);

        gap.FirstBits.Should().BeApproximately(1, 1e-14);
        gap.SecondBits.Should().BeApproximately(1 + (0.9 * Math.Log2(0.9)) + (0.1 * Math.Log2(0.1)), 1e-14);
        gap.GapBits.Should().BeApproximately(gap.FirstBits - gap.SecondBits, 1e-15);
    }

    [Fact]
    public void CommonPart_IsTheConnectedComponents()
    {
        // D 0 and 2 meet in D′ 1; D 1 has D′ 0 to itself; D 3 and D′ 2 do not occur.
        var weights = new double[4, 3, 1];
        (weights[0, 1, 0], weights[2, 1, 0], weights[1, 0, 0]) = (2, 1e-300, 2);

        var part = FiniteJoint.FromWeights(weights).CommonPart;

        part.Count.Should().Be(2);
        part.FirstParts.Should().Equal(0, 1, 0, -1);
        part.SecondParts.Should().Equal(1, 0, -1);
        part.EntropyBits.Should().BeApproximately(1, 1e-15);
    }

    [Fact]
    public void FiniteJoint_NamesTheCellThatIsWrong()
    {
        var weights = new double[2, 2, 2];
        weights[1, 0, 1] = double.PositiveInfinity;

        var create = () => FiniteJoint.FromWeights(weights);

        create.Should().Throw<ArgumentException>().WithMessage("*at [1, 0, 1]*");
    }
}
