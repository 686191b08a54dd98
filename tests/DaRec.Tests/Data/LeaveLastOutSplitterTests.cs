using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class LeaveLastOutSplitterTests
{
    [Fact]
    public void Split_HoldsOutTheLastTwoItems_OfUsersWithThree()
    {
        var pairs = RandomLog.Pairs().Where(pair => pair.Item > 25).ToArray(); // some users have few

        var split = LeaveLastOutSplitter.Split(RandomLog.Build(pairs));

        pairs.CountBy(pair => pair.User).Should().Contain(user => user.Value < 3).And.Contain(user => user.Value > 3);
        split.Train.Pairs().Concat(split.Validation.Pairs()).Concat(split.Test.Pairs()).Order()
            .Should().Equal(pairs.Select(pair => (pair.User, pair.Item)).Order());
        for (var user = 0; user < RandomLog.Users; user++)
        {
            int[] items = [.. pairs.Where(pair => pair.User == user).OrderBy(pair => pair.Time).Select(pair => pair.Item)];
            split.Test.ItemsOf(user).ToArray().Should().Equal(items.Length < 3 ? [] : items[^1..]);
            split.Validation.ItemsOf(user).ToArray().Should().Equal(items.Length < 3 ? [] : items[^2..^1]);
        }
    }
}
