using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class TimedInteractionsTests
{
    [Fact]
    public void Users_HaveTheirItemsByTime_AndThoseOfEqualTimeAsTheyCame()
    {
        var pairs = RandomLog.Pairs(times: 5);

        var timed = RandomLog.Build(pairs);

        (timed.Count, timed.UserCount, timed.ItemCount, timed.DuplicateCount).Should().Be((pairs.Length, RandomLog.Users, RandomLog.Items, 0));
        for (var user = 0; user < RandomLog.Users; user++)
        {
            var expected = pairs.Where(pair => pair.User == user).OrderBy(pair => pair.Time).ToArray(); // OrderBy is stable
            timed.ItemsOf(user).ToArray().Should().Equal(expected.Select(pair => pair.Item));
            timed.TimesOf(user).ToArray().Should().Equal(expected.Select(pair => pair.Time));
        }

        timed.ToInteractions().Pairs().Should().Equal(pairs.Select(pair => (pair.User, pair.Item)).Order());
    }

    [Fact]
    public void FromPairs_KeepsTheEarliest_OfARepeatedPair()
    {
        var timed = TimedInteractions.FromPairs([0, 0, 1, 0], [2, 1, 2, 2], [9, 5, 1, 3], 2, 3);

        timed.DuplicateCount.Should().Be(1);
        timed.ItemsOf(0).ToArray().Should().Equal(2, 1);
        timed.TimesOf(0).ToArray().Should().Equal(3, 5);
    }

    [Fact]
    public void FromPairs_Throws_ForWhatDoesNotFit()
    {
        var lengths = () => TimedInteractions.FromPairs([0, 0], [0, 0], [1], 1, 1);
        var user = () => TimedInteractions.FromPairs([1], [0], [1], 1, 1);
        var item = () => TimedInteractions.FromPairs([0], [-1], [1], 1, 1);
        var time = () => TimedInteractions.FromPairs([0], [0], [double.NaN], 1, 1);
        var row = () => TimedInteractions.FromPairs([0], [0], [1], 1, 1).TimesOf(1).Length;

        lengths.Should().Throw<ArgumentException>().WithMessage("*2 users, 2 items and 1 times*");
        user.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Pair 0 is user 1, item 0*").WithParameterName("users");
        item.Should().Throw<ArgumentOutOfRangeException>().WithParameterName("items");
        time.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected finite times*");
        row.Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected a user from 0 to 0*");
    }
}
