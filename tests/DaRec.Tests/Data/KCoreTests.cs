using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class KCoreTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(11)]
    [InlineData(100)]
    public void Find_IsWhatIsLeft_WhenTheFewAreTakenAwayAgainAndAgain(int k)
    {
        var whole = RandomLog.Build(RandomLog.Pairs()).ToInteractions();
        List<(int User, int Item)> left = [.. whole.Pairs()];
        for (var before = -1; before != left.Count;)
        {
            before = left.Count;
            var users = left.CountBy(pair => pair.User).Where(user => user.Value >= k).Select(user => user.Key).ToHashSet();
            var items = left.CountBy(pair => pair.Item).Where(item => item.Value >= k).Select(item => item.Key).ToHashSet();
            left = [.. left.Where(pair => users.Contains(pair.User) && items.Contains(pair.Item))];
        }

        var (hasUser, hasItem) = KCore.Find(whole, k);

        whole.Pairs().Where(pair => hasUser[pair.User] && hasItem[pair.Item]).Should().Equal(left);
    }
}
