using DaRec.Cli.Comparing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Comparing;

public class StatisticsTests
{
    // "Student" (1908), The probable error of a mean: hours of sleep gained by two drugs, ten patients.
    private static readonly double[] First = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    private static readonly double[] Second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

    [Fact]
    public void Sample_HasMeanAndDeviation_OverOneLessThanItsCount()
    {
        var sample = Sample.Of(First);

        sample.Mean.Should().BeApproximately(0.75, 1e-12);
        sample.Deviation.Should().BeApproximately(1.7890096577591623, 1e-12); // numpy.std(ddof=1)
    }

    [Fact]
    public void Sample_HasNoDeviation_ForASingleValue()
    {
        Sample.Of([0.5]).Should().Be(new Sample(1, 0.5, null));
    }

    [Fact]
    public void Probability_IsScipys_ForStudentsOwnData()
    {
        PairedTest.Probability([.. First.Zip(Second)]).Should().BeApproximately(0.00283289019738427, 1e-12); // scipy.stats.ttest_rel
    }

    [Fact]
    public void Probability_IsScipys_ForTwoAndThreePairs()
    {
        PairedTest.Probability([(1, 0.5), (2.5, 1)]).Should().BeApproximately(0.2951672353008664, 1e-12);
        PairedTest.Probability([(0.2193, 0.2150), (0.2211, 0.2189), (0.2187, 0.2160)])
            .Should().BeApproximately(0.04010306090617802, 1e-12);
    }

    [Fact]
    public void Interval_IsScipys()
    {
        var interval = PairedTest.Interval([.. First.Zip(Second)])!; // scipy.stats.t.ppf(0.975, n − 1), as ttest_rel's confidence_interval

        interval.Low.Should().BeApproximately(-2.459885763254729, 1e-9);
        interval.High.Should().BeApproximately(-0.7001142367452712, 1e-9);
        interval.HasZero.Should().BeFalse();
        var few = PairedTest.Interval([(1, 0.5), (2.5, 1)])!;
        few.Low.Should().BeApproximately(-5.353102368216047, 1e-9);
        few.High.Should().BeApproximately(7.353102368216047, 1e-9);
        few.HasZero.Should().BeTrue();
    }

    [Fact]
    public void Interval_IsUnknown_WithoutSpread()
    {
        PairedTest.Interval([(1, 2)]).Should().BeNull();
        PairedTest.Interval([(1, 0), (2, 1), (3, 2)]).Should().BeNull();
    }

    [Fact]
    public void Probability_IsTheSame_WhicheverComesFirst()
    {
        PairedTest.Probability([.. Second.Zip(First)]).Should().Be(PairedTest.Probability([.. First.Zip(Second)]));
    }

    [Fact]
    public void Probability_IsUnknown_WithoutSpread()
    {
        PairedTest.Probability([(1, 2)]).Should().BeNull();
        PairedTest.Probability([(1, 1), (2, 2), (3, 3)]).Should().BeNull();
    }
}
