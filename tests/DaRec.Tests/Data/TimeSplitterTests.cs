using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class TimeSplitterTests
{
    [Theory]
    [InlineData(0.2, 0.2, 50)]
    [InlineData(0.1, 0.3, 1000)]
    [InlineData(0, 0.4, 50)]
    [InlineData(0.4, 0, 50)]
    [InlineData(0.3, 0.3, 4)]
    public void Split_MakesPartsThatFollowEachOtherInTime_AndLosesNone(double validation, double test, int times)
    {
        var pairs = RandomLog.Pairs(times);
        var timeOf = pairs.ToDictionary(pair => (pair.User, pair.Item), pair => pair.Time);

        var split = TimeSplitter.Split(RandomLog.Build(pairs), validation, test);

        (int, int)[][] parts = [[.. split.Train.Pairs()], [.. split.Validation.Pairs()], [.. split.Test.Pairs()]];
        parts.SelectMany(part => part).Order().Should().Equal(pairs.Select(pair => (pair.User, pair.Item)).Order());
        parts[0].Should().NotBeEmpty();
        var ordered = parts.Where(part => part.Length > 0).ToArray();
        foreach (var (earlier, later) in ordered.Zip(ordered.Skip(1)))
        {
            earlier.Max(pair => timeOf[pair]).Should().BeLessThan(later.Min(pair => timeOf[pair]));
        }

        // As near to its share as equal times allow: the largest group of one time bounds how far off a cut is.
        var largest = pairs.CountBy(pair => pair.Time).Max(group => group.Value);
        Math.Abs(parts[2].Length - (test * pairs.Length)).Should().BeLessThanOrEqualTo((largest / 2.0) + 1);
        Math.Abs(parts[1].Length + parts[2].Length - ((validation + test) * pairs.Length)).Should().BeLessThanOrEqualTo((largest / 2.0) + 1);
    }

    [Fact]
    public void Split_KeepsAllForTraining_WhereThereIsOneTime()
    {
        var pairs = RandomLog.Pairs(times: 1);

        var split = TimeSplitter.Split(RandomLog.Build(pairs), 0.2, 0.2);

        (split.Train.Count, split.Validation.Count, split.Test.Count).Should().Be((pairs.Length, 0, 0));
    }

    [Theory]
    [InlineData(-0.1, 0, "validation")]
    [InlineData(0, 1, "test")]
    [InlineData(0.5, 0.5, "test")]
    public void Split_Throws_ForShares(double validation, double test, string parameter)
    {
        var act = () => TimeSplitter.Split(RandomLog.Build(RandomLog.Pairs()), validation, test);

        act.Should().Throw<ArgumentException>().WithParameterName(parameter);
    }
}
