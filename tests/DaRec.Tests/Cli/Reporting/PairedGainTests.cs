using DaRec.Cli.Reporting.Findings;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Reporting;

public class PairedGainTests
{
    [Fact]
    public void Gain_IsThatOfTheMeans_OverUsersWhoCount()
    {
        var gain = PairedGain.Of("Recall@20", [(0.1, 0.2), (0.3, 0.5), (null, null), (0.2, 0.2)])!;

        gain.Users.Should().Be(3);
        gain.Before.Should().BeApproximately(0.2, 1e-12);
        gain.After.Should().BeApproximately(0.3, 1e-12);
        gain.Percent.Should().BeApproximately(50, 1e-9);
        gain.Range!.Low.Should().BeApproximately(gain.Difference!.Low * 500, 1e-9);
    }

    [Theory]
    [InlineData(0.1, 1)]
    [InlineData(-0.1, -1)]
    [InlineData(0, 0)]
    public void Direction_IsClear_WhereAllUsersAgree(double difference, int direction) =>
        PairedGain.Of("Recall@20", Enumerable.Range(1, 30).Select(user => ((double?)(user / 50.0), (double?)((user / 50.0) + difference))))!
            .Direction.Should().Be(direction);

    [Fact]
    public void WithoutAnythingBefore_ThereIsNoGain()
    {
        var gain = PairedGain.Of("Recall@20", [(null, 0.2)])!;

        (gain.Before, gain.Percent, gain.Range, gain.Direction).Should().Be((null, null, null, 0));
        PairedGain.Of("Recall@20", [(0.1, null)]).Should().BeNull();
    }
}
