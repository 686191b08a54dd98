using DaRec.Diagnostics.Theorems;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Diagnostics.Theorems;

public sealed class Theorem1CheckTests
{
    private const int Joints = 10_000;

    [Fact]
    public void Theorem_HasNoCounterexample_AndWrongBoundsHave()
    {
        var reports = Theorem1Check.Run(
            Joints, seed: 1, Theorem1Bound.Paper, Theorem1Bound.Twice, Theorem1Bound.Above(1e-6), Theorem1Bound.FirstAlone);

        reports[0].Holds.Should().BeTrue($"the strongest counterexample misses by {reports[0].SmallestSlackBits} bits");
        reports[0].Count.Should().Be(Joints);
        reports[0].SmallestSlackBits.Should().BeInRange(-1e-13, 1e-13); // it is met with equality, and rounding takes next to nothing
        reports.Skip(1).Should().OnlyContain(report => !report.Holds && report.Violations > 500);
        foreach (var wrong in reports.Skip(1))
        {
            var values = Theorem1.Evaluate(wrong.Worst); // the counterexample is one by itself
            (values.ExcessRiskBits - wrong.Bound.Bits(values)).Should().Be(wrong.SmallestSlackBits).And.BeNegative();
        }
    }

    [Fact]
    public void Kinds_AreAllTried_AndMostHaveAGap()
    {
        var families = Theorem1Check.Run(1400, seed: 2)[0].Families;

        families.Should().HaveCount(14).And.OnlyContain(family => family.Count == 100);
        families.Select(family => family.Name).Should().OnlyHaveUniqueItems();
        families.Count(family => family.LargestGapBits > 0.05).Should().BeGreaterThanOrEqualTo(10);
    }

    [Fact]
    public void Run_IsTheSame_WithTheSameSeed()
    {
        var one = Theorem1Check.Run(200, seed: 3, Theorem1Bound.Twice)[0];
        var same = Theorem1Check.Run(200, seed: 3, Theorem1Bound.Twice)[0];
        var other = Theorem1Check.Run(200, seed: 4, Theorem1Bound.Twice)[0];

        same.SmallestSlackBits.Should().Be(one.SmallestSlackBits);
        other.SmallestSlackBits.Should().NotBe(one.SmallestSlackBits);
    }

    [Fact]
    public void Run_CountsWhatIsNoNumber()
    {
        var report = Theorem1Check.Run(20, seed: 3, new Theorem1Bound("NaN", _ => double.NaN))[0];

        report.Violations.Should().Be(20);
    }

    [Fact]
    public void Run_SaysWhatIsWrong()
    {
        new Action(() => Theorem1Check.Run(0, seed: 1)).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("jointCount");
        new Action(() => Theorem1Bound.Above(0)).Should().Throw<ArgumentOutOfRangeException>();
    }
}
