using DaRec.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class InteractionsTests
{
    [Fact]
    public void ToUsers_NamesTheUserOfEachItem()
    {
        var interactions = Interactions.FromPairs([2, 0, 2, 0], [1, 3, 0, 0], userCount: 4, itemCount: 4);

        interactions.ToUsers().Should().Equal(0, 0, 2, 2);
        Interactions.FromPairs([], [], 3, 3).ToUsers().Should().BeEmpty();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void FromPairs_HoldsTheDistinctPairs_OfRandomLists(int seed)
    {
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, 300).Select(_ => random.Next(20))];
        int[] items = [.. users.Select(_ => random.Next(15))];
        var expected = users.Zip(items).Distinct().Order().ToArray();

        var interactions = Interactions.FromPairs(users, items, 22, 17);

        interactions.Pairs().Should().Equal(expected);
        interactions.Count.Should().Be(expected.Length);
        interactions.DuplicateCount.Should().Be(300 - expected.Length);
        interactions.ItemDegrees().Should().Equal(Enumerable.Range(0, 17).Select(item => expected.Count(pair => pair.Second == item)));
        for (var user = 0; user < 22; user++)
        {
            for (var item = -1; item <= 17; item++)
            {
                interactions.Contains(user, item).Should().Be(expected.Contains((user, item)));
            }
        }
    }

    [Fact]
    public void FromPairs_GivesTheSame_InAnyOrder()
    {
        var one = Interactions.FromPairs([0, 1, 1, 2], [3, 0, 2, 1], 3, 4);
        var other = Interactions.FromPairs([2, 1, 0, 1], [1, 2, 3, 0], 3, 4);

        other.Offsets.ToArray().Should().Equal(one.Offsets.ToArray());
        other.Items.ToArray().Should().Equal(one.Items.ToArray());
    }

    [Fact]
    public void Offsets_BoundEachUsersItems_InItems()
    {
        var interactions = Interactions.FromPairs([2, 0, 2], [5, 1, 3], 4, 6);

        interactions.Offsets.ToArray().Should().Equal(0, 1, 1, 3, 3);
        interactions.Items.ToArray().Should().Equal(1, 3, 5);
        (interactions.UserCount, interactions.ItemCount).Should().Be((4, 6));
    }

    [Fact]
    public void Transpose_SwapsUsersAndItems_AndTwiceGivesTheSame()
    {
        var interactions = Interactions.FromPairs([2, 0, 2, 1], [3, 1, 1, 1], 4, 5);

        var transposed = interactions.Transpose();

        (transposed.UserCount, transposed.ItemCount).Should().Be((5, 4));
        transposed.Pairs().Should().Equal((1, 0), (1, 1), (1, 2), (3, 2));
        transposed.Transpose().Pairs().Should().Equal(interactions.Pairs());
    }

    [Fact]
    public void FromPairs_IsEmpty_WithoutPairs()
    {
        var interactions = Interactions.FromPairs([], [], 2, 0);

        interactions.Count.Should().Be(0);
        interactions.ItemsOf(1).Length.Should().Be(0);
        interactions.Transpose().UserCount.Should().Be(0);
    }

    [Theory]
    [InlineData(new[] { 0, 2 }, new[] { 0, 0 }, "users", "Pair 1 is user 2, item 0; there are 2 users and 3 items*")]
    [InlineData(new[] { -1, 0 }, new[] { 0, 9 }, "users", "Pair 0 is user -1, item 0*")]
    [InlineData(new[] { 0, 1 }, new[] { 2, 3 }, "items", "Pair 1 is user 1, item 3*")]
    [InlineData(new[] { 0 }, new[] { -5 }, "items", "Pair 0 is user 0, item -5*")]
    public void FromPairs_NamesTheFirst_WhenOutOfRange(int[] users, int[] items, string parameter, string message)
    {
        var act = () => Interactions.FromPairs(users, items, 2, 3);

        act.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message).WithParameterName(parameter);
    }

    [Fact]
    public void FromPairs_Throws_ForOtherBadArguments()
    {
        new Action(() => Interactions.FromPairs([0, 1], [0], 2, 2)).Should().Throw<ArgumentException>()
            .WithMessage("Expected as many items as users; got 2 users and 1 items*");
        new Action(() => Interactions.FromPairs([], [], -1, 2)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("userCount");
        new Action(() => Interactions.FromPairs([], [], 2, -1)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("itemCount");
        new Action(() => Interactions.FromPairs([], [], int.MaxValue, 2)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("userCount");
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(2)]
    public void ItemsOf_Throws_ForUserOutOfRange(int user)
    {
        var interactions = Interactions.FromPairs([0], [0], 2, 1);

        interactions.Invoking(it => it.ItemsOf(user).Length).Should().Throw<ArgumentOutOfRangeException>().WithMessage("Users are 0 to 1*");
        interactions.Invoking(it => it.Contains(user, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.1)]
    [InlineData(0.35)]
    [InlineData(0.7)]
    [InlineData(1)]
    public void Subsample_KeepsTheShareOfEachUser_OfWhatThereWas(double share)
    {
        var whole = Long(1);

        var thin = whole.Subsample(share, seed: 3);

        (thin.UserCount, thin.ItemCount, thin.DuplicateCount).Should().Be((whole.UserCount, whole.ItemCount, 0));
        thin.Pairs().Should().BeSubsetOf(whole.Pairs()).And.OnlyHaveUniqueItems();
        for (var user = 0; user < whole.UserCount; user++)
        {
            var count = whole.ItemsOf(user).Length;
            var expected = count == 0 ? 0 : Math.Max(1, (int)decimal.Floor(((decimal)share * count) + 0.5m));
            thin.ItemsOf(user).Length.Should().Be(expected, $"user {user} has {count}");
            thin.ItemsOf(user).ToArray().Should().BeInAscendingOrder();
        }
    }

    [Fact]
    public void Subsample_LiesWithinEveryLargerShare_OfTheSameSeed()
    {
        var whole = Long(1);
        double[] shares = [0.01, 0.2, 0.21, 0.5, 0.8, 1];

        foreach (var (smaller, larger) in shares.Zip(shares.Skip(1)))
        {
            whole.Subsample(smaller, 3).Pairs().Should().BeSubsetOf(whole.Subsample(larger, 3).Pairs());
        }

        whole.Subsample(1, 3).Pairs().Should().Equal(whole.Pairs());
    }

    [Fact]
    public void Subsample_IsTheSame_ForTheSameSeedAlone()
    {
        var whole = Long(1);

        whole.Subsample(0.5, 3).Pairs().Should().Equal(whole.Subsample(0.5, 3).Pairs()).And.NotEqual(whole.Subsample(0.5, 4).Pairs());
    }

    [Fact]
    public void Subsample_FavoursNoItem()
    {
        // 4000 users with the same four items: each is kept by about a half of them, σ ≈ 32.
        int[] users = [.. Enumerable.Range(0, 16_000).Select(pair => pair / 4)];
        var whole = Interactions.FromPairs(users, [.. Enumerable.Range(0, 16_000).Select(pair => pair % 4)], 4000, 4);

        whole.Subsample(0.5, 1).ItemDegrees().Should().OnlyContain(degree => degree > 1850 && degree < 2150);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.5)]
    [InlineData(1.0001)]
    [InlineData(double.NaN)]
    public void Subsample_Throws_ForAShareThatIsNone(double share)
    {
        Long(1).Invoking(it => it.Subsample(share, 1)).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected a share in (0, 1]*").WithParameterName("share");
    }

    // 60 users with 0 to 59 of 70 items.
    private static Interactions Long(int seed)
    {
        var random = new Random(seed);
        int[] items = [.. Enumerable.Range(0, 70)];
        List<(int User, int Item)> pairs = [];
        for (var user = 0; user < 60; user++)
        {
            random.Shuffle(items);
            pairs.AddRange(items.Take(user).Select(item => (user, item)));
        }

        return Interactions.FromPairs([.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], 60, 70);
    }

    [Fact]
    public void FromRows_IsFromPairs()
    {
        var interactions = Interactions.FromPairs([2, 0, 0], [1, 3, 0], userCount: 4, itemCount: 5);

        var same = Interactions.FromRows(5, interactions.Offsets.ToArray(), interactions.Items.ToArray());

        same.Offsets.ToArray().Should().Equal(0, 2, 2, 3, 3);
        same.ItemsOf(0).ToArray().Should().Equal(0, 3);
        (same.UserCount, same.ItemCount).Should().Be((4, 5));
    }

    [Theory]
    [InlineData(new int[] { }, new int[] { })]
    [InlineData(new[] { 1, 2 }, new[] { 0, 1 })]
    [InlineData(new[] { 0, 1 }, new[] { 0, 1 })]
    [InlineData(new[] { 0, 2, 1, 2 }, new[] { 0, 1 })]
    [InlineData(new[] { 0, 9, 2 }, new[] { 0, 1 })]
    [InlineData(new[] { 0, 2 }, new[] { 1, 0 })]
    [InlineData(new[] { 0, 2 }, new[] { 1, 1 })]
    [InlineData(new[] { 0, 2 }, new[] { 0, 5 })]
    [InlineData(new[] { 0, 2 }, new[] { -1, 0 })]
    public void FromRows_RefusesWhatIsOutOfPlace(int[] offsets, int[] items)
    {
        var act = () => Interactions.FromRows(5, Array.ConvertAll(offsets, offset => (long)offset), items);

        act.Should().Throw<ArgumentException>();
    }
}
