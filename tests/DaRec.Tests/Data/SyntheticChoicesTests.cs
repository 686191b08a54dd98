using DaRec.Recommenders.Data;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

/// <summary>Made-up data in linear time.</summary>
public class SyntheticChoicesTests
{
    private static readonly SyntheticOptions Options = new() { UserCount = 300, ItemCount = 400, InteractionsPerUser = 12 };

    [Fact]
    public void Draw_GivesEachUserDistinctItems_AndTheSameForASeed()
    {
        var (first, second, other) = (Draw(Options, seed: 1), Draw(Options, seed: 1), Draw(Options, seed: 2));

        first.Items.ToArray().Should().Equal(second.Items.ToArray()).And.NotEqual(other.Items.ToArray());
        first.UserCount.Should().Be(Options.UserCount);
        for (var user = 0; user < first.UserCount; user++)
        {
            first.ItemsOf(user).Length.Should().BeGreaterThanOrEqualTo(5);
            first.ItemsOf(user).ToArray().Should().OnlyHaveUniqueItems().And.BeInAscendingOrder();
        }

        ((double)first.Count / first.UserCount).Should().BeApproximately(Options.InteractionsPerUser, 1.5); // 7/√300 = 0.4
    }

    [Fact]
    public void Draw_FollowsTasteAndPopularity()
    {
        var (users, items) = Factors(Options);
        var tasteful = Draw(Options with { PopularitySpread = 0 }, seed: 1);
        var popular = Draw(Options with { TasteStrength = 0, PopularitySpread = 1.5 }, seed: 1);

        var taste = 0.0;
        for (var user = 0; user < tasteful.UserCount; user++)
        {
            foreach (var item in tasteful.ItemsOf(user))
            {
                taste += Enumerable.Range(0, Options.SharedFactors).Sum(f => users.Shared[user, f] * items.Shared[item, f]);
            }
        }

        (taste / tasteful.Count).Should().BeGreaterThan(1, "by chance the mean is 0, its standard error 0.05");
        popular.ItemDegrees().OrderDescending().Take(40).Sum().Should().BeGreaterThan((int)popular.Count / 4);
    }

    [Fact]
    public void Draw_FindsEnoughItems_WhereOneIsNearlyAllThatIsSeen()
    {
        var data = Draw(Options with { ItemCount = 20, PopularitySpread = 40 }, seed: 3);

        data.Items.ToArray().Should().OnlyContain(item => item >= 0 && item < 20);
        Enumerable.Range(0, data.UserCount).Min(user => data.ItemsOf(user).Length).Should().BeGreaterThanOrEqualTo(5);
    }

    [Fact]
    public void AliasTable_DrawsByWeight()
    {
        double[] weights = [3, 0, 1, 4];
        var (table, counts, random) = (new AliasTable(weights), new int[4], new SplitMix(5, 1));

        for (var draw = 0; draw < 80_000; draw++)
        {
            counts[table.Draw(random.Next(), random.NextDouble())]++;
        }

        counts[1].Should().Be(0);
        for (var at = 0; at < 4; at++)
        {
            counts[at].Should().BeCloseTo((int)(weights[at] * 10_000), 700); // five standard deviations
        }
    }

    [Fact]
    public void Streams_AreApart()
    {
        var firsts = Enumerable.Range(0, 2000).Select(stream => new SplitMix(9, stream).NextDouble()).ToArray();

        firsts.Should().OnlyHaveUniqueItems();
        firsts.Average().Should().BeApproximately(0.5, 0.04); // 0.29/√2000 = 0.0065
        firsts.Zip(firsts.Skip(1), (a, b) => (a - 0.5) * (b - 0.5)).Average().Should().BeApproximately(0, 0.01);
    }

    private static (SyntheticFactors Users, SyntheticFactors Items) Factors(SyntheticOptions options)
    {
        var random = new Random(4);
        return (SyntheticFactors.Draw(options.UserCount, options, random), SyntheticFactors.Draw(options.ItemCount, options, random));
    }

    private static DaRec.Data.Interactions Draw(SyntheticOptions options, long seed)
    {
        var (users, items) = Factors(options);
        var random = new Random(6);
        double[] popularity = [.. Enumerable.Range(0, options.ItemCount).Select(_ => options.PopularitySpread * ((2 * random.NextDouble()) - 1) * 1.7)];
        return new SyntheticChoices(users, items, popularity, options, seed).Draw();
    }
}
