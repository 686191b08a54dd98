using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class ColdItemSplitterTests
{
    [Theory]
    [InlineData(0.2, 0.1, 0.1)]
    [InlineData(0.5, 0, 0.2)]
    [InlineData(0.1, 0.3, 0.3)]
    [InlineData(0, 0.1, 0.1)]
    public void Split_KeepsColdItemsOutOfTraining_AndWarmUsersAndItemsWithin(double cold, double validation, double test)
    {
        var whole = RandomLog.Build(RandomLog.Pairs()).ToInteractions();

        var split = ColdItemSplitter.Split(whole, cold, validation, test, seed: 5);

        split.Train.Pairs().Concat(split.Validation.Pairs()).Concat(split.Test.Pairs()).Order().Should().Equal(whole.Pairs());
        var trained = split.Train.ItemDegrees();
        int[] present = [.. whole.ItemDegrees().Index().Where(item => item.Item > 0).Select(item => item.Index)];
        int[] coldItems = [.. present.Where(item => trained[item] == 0)];
        coldItems.Length.Should().Be((int)Math.Ceiling((present.Length * cold) - 1e-9));
        var inValidation = coldItems.Where(item => split.Validation.ItemDegrees()[item] > 0).ToArray();
        var inTest = coldItems.Where(item => split.Test.ItemDegrees()[item] > 0).ToArray();
        inValidation.Intersect(inTest).Should().BeEmpty();
        (inValidation.Length, inTest.Length).Should().Be((coldItems.Length / 2, coldItems.Length - (coldItems.Length / 2)));

        var warm = whole.Pairs().Count(pair => trained[pair.Item] > 0);
        foreach (var (part, share) in new[] { (split.Validation, validation), (split.Test, test) })
        {
            (int User, int Item)[] warmPairs = [.. part.Pairs().Where(pair => trained[pair.Item] > 0)];
            warmPairs.Count(pair => split.Train.ItemsOf(pair.User).IsEmpty).Should().Be(0);
            warmPairs.Length.Should().BeInRange((int)(share * warm * 0.8), (int)(share * warm)); // some move to training
        }
    }

    [Fact]
    public void Split_GivesTheSame_ForTheSameSeedAlone()
    {
        var whole = RandomLog.Build(RandomLog.Pairs()).ToInteractions();

        var one = ColdItemSplitter.Split(whole, 0.2, 0.1, 0.1, seed: 7);

        ColdItemSplitter.Split(whole, 0.2, 0.1, 0.1, seed: 7).Test.Pairs().Should().Equal(one.Test.Pairs());
        ColdItemSplitter.Split(whole, 0.2, 0.1, 0.1, seed: 8).Test.Pairs().Should().NotEqual(one.Test.Pairs());
    }

    [Theory]
    [InlineData(1, 0.1, 0.1, "cold")]
    [InlineData(0.2, -1, 0.1, "validation")]
    [InlineData(0.2, 0.5, 0.5, "test")]
    public void Split_Throws_ForShares(double cold, double validation, double test, string parameter)
    {
        var act = () => ColdItemSplitter.Split(RandomLog.Build(RandomLog.Pairs()).ToInteractions(), cold, validation, test, seed: 1);

        act.Should().Throw<ArgumentException>().WithParameterName(parameter);
    }
}
