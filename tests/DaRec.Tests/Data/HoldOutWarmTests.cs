using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Data;

public class HoldOutWarmTests
{
    private const int Users = 40;
    private const int Items = 60;

    [Theory]
    [InlineData(0.1, 0.1)]
    [InlineData(0.25, 0)]
    [InlineData(0.3, 0.6)]
    public void HoldOutWarm_MovesEachInteractionOnce_AndNoOther(double validation, double test)
    {
        using var data = Data();

        using var held = data.HoldOutWarm(validation, test, seed: 5);

        var moved = Moved(data.Validation, held.Validation).Concat(Moved(data.Test, held.Test)).ToList();
        moved.Should().OnlyHaveUniqueItems();
        held.Train.Pairs().Concat(moved).Should().BeEquivalentTo(data.Train.Pairs());
        held.Validation!.Pairs().Should().Contain(data.Validation!.Pairs());
        held.Test!.Pairs().Should().Contain(data.Test!.Pairs());
        held.ItemEmbeddings!.Count.Should().Be(Items);
    }

    [Fact]
    public void HoldOutWarm_MovesTheFloorOfEachShare_WhereItemsHaveUsersEnough()
    {
        using var data = Data();

        using var held = data.HoldOutWarm(0.29, 0.1, seed: 5);

        for (var user = 0; user < Users; user++)
        {
            var count = data.Train.ItemsOf(user).Length;
            Moved(data.Validation, held.Validation).Count(pair => pair.User == user).Should().Be((int)((0.29 * count) + 1e-9));
            Moved(data.Test, held.Test).Count(pair => pair.User == user).Should().Be((int)((0.1 * count) + 1e-9));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void HoldOutWarm_KeepsEachUserAndEachItemInTraining(int seed)
    {
        // Most items have one or two interactions.
        var random = new Random(seed);
        int[] users = [.. Enumerable.Range(0, 80).Select(_ => random.Next(Users))];
        using var data = new Dataset(Interactions.FromPairs(users, [.. users.Select(_ => random.Next(Items))], Users, Items));

        using var held = data.HoldOutWarm(0.45, 0.45, seed);

        held.Train.Count.Should().BeLessThan(data.Train.Count);
        Warm(held.Train).Should().Equal(Warm(data.Train));
        Enumerable.Range(0, Users).Where(user => held.Train.ItemsOf(user).IsEmpty).Should()
            .Equal(Enumerable.Range(0, Users).Where(user => data.Train.ItemsOf(user).IsEmpty));

        static IEnumerable<int> Warm(Interactions part) => part.Items.ToArray().Distinct().Order();
    }

    [Fact]
    public void HoldOutWarm_DependsOnTheSeedAlone_AndIsDisposedApart()
    {
        using var data = Data();

        using var held = data.HoldOutWarm(0.2, 0.2, 5);
        using var other = data.HoldOutWarm(0.2, 0.2, 6);
        data.HoldOutWarm(0.2, 0.2, 5).Dispose();

        using var same = data.HoldOutWarm(0.2, 0.2, 5);
        same.Train.Pairs().Should().Equal(held.Train.Pairs()).And.NotEqual(other.Train.Pairs());
        same.Validation!.Pairs().Should().Equal(held.Validation!.Pairs());
        same.Test!.Pairs().Should().Equal(held.Test!.Pairs());
    }

    [Fact]
    public void HoldOutWarm_LeavesAPartAsItIs_WithoutAShareForIt()
    {
        using var data = Data();

        using var none = data.HoldOutWarm(0, 0, 5);
        using var one = data.HoldOutWarm(0.2, 0, 5);

        (none.Train, none.Validation, none.Test).Should().Be((data.Train, data.Validation, data.Test));
        one.Test.Should().BeSameAs(data.Test);
    }

    [Theory]
    [InlineData(-0.1, 0.1, "validation")]
    [InlineData(0.1, 1, "test")]
    [InlineData(0.5, 0.5, "test")]
    [InlineData(double.NaN, 0.1, "validation")]
    public void HoldOutWarm_Throws_ForBadShares(double validation, double test, string parameter)
    {
        using var data = Data();

        data.Invoking(it => it.HoldOutWarm(validation, test, 1)).Should().Throw<ArgumentException>().WithParameterName(parameter);
    }

    // The last ten items are cold: the first five of them are in validation, the others in test.
    private static Dataset Data()
    {
        var random = new Random(1);
        int[] users = [.. Enumerable.Range(0, 900).Select(_ => random.Next(Users))];
        return new Dataset(
            Interactions.FromPairs(users, [.. users.Select(_ => random.Next(Items - 10))], Users, Items),
            Interactions.FromPairs([1, 2, 3], [50, 51, 54], Users, Items),
            Interactions.FromPairs([1, 2, 3], [55, 56, 59], Users, Items),
            FrozenEmbeddings.FromTensor(zeros(Items, 3)));
    }

    private static IEnumerable<(int User, int Item)> Moved(Interactions? before, Interactions? after) =>
        after!.Pairs().Except(before!.Pairs());
}
