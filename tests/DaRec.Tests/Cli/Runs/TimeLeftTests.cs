using DaRec.Cli.Runs;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Runs;

public class TimeLeftTests
{
    [Fact]
    public void Of_IsUnknown_BeforeAnyRunHasEnded()
    {
        new TimeLeft(1).Of(["a"]).Should().BeNull();
    }

    [Fact]
    public void Of_TakesTheMeanOfTheKind_AndThatOfAllForANewOne()
    {
        var left = new TimeLeft(jobs: 2);
        left.Add("a", 10);
        left.Add("a", 20);
        left.Add("b", 60);

        left.Of(["a", "a", "b", "c"]).Should().Be((15 + 15 + 60 + 30) / 2.0);
    }

    [Theory]
    [InlineData(0.2, "less than 1 s")]
    [InlineData(42.3, "about 42 s")]
    [InlineData(130, "about 2 min")]
    [InlineData(3600 + (7 * 60), "about 1 h 7 min")]
    public void InWords_IsAsExactAsAGuess(double seconds, string expected)
    {
        TimeLeft.InWords(seconds).Should().Be(expected);
    }
}
