using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class InteractionsTests
{
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
}
