using DaRec.Data;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Data;

public class InteractionSplitterTests
{
    [Theory]
    [InlineData(0.2, 0.2)]
    [InlineData(0, 0.5)]
    [InlineData(0.1, 0)]
    [InlineData(0.49, 0.5)]
    public void Split_DividesEachUsersItems_IntoDisjointPartsOfTheSharesAsked(double validation, double test)
    {
        var whole = Whole();

        var split = InteractionSplitter.Split(whole, validation, test, seed: 1);
        var (train, validationPart, testPart) = (split.Train, split.Validation, split.Test);

        train.Pairs().Concat(validationPart.Pairs()).Concat(testPart.Pairs()).Order().Should().Equal(whole.Pairs());
        for (var user = 0; user < whole.UserCount; user++)
        {
            var count = whole.ItemsOf(user).Length;
            validationPart.ItemsOf(user).Length.Should().Be((int)((decimal)validation * count));
            testPart.ItemsOf(user).Length.Should().Be((int)((decimal)test * count));
            train.ItemsOf(user).IsEmpty.Should().Be(count == 0);
        }

        foreach (var part in new[] { train, validationPart, testPart })
        {
            (part.UserCount, part.ItemCount, part.DuplicateCount).Should().Be((whole.UserCount, whole.ItemCount, 0));
        }
    }

    [Fact]
    public void Split_GivesTheSame_ForTheSameSeedAlone()
    {
        var whole = Whole();

        var one = InteractionSplitter.Split(whole, 0.2, 0.2, seed: 7);
        var same = InteractionSplitter.Split(whole, 0.2, 0.2, seed: 7);
        var other = InteractionSplitter.Split(whole, 0.2, 0.2, seed: 8);

        same.Train.Pairs().Should().Equal(one.Train.Pairs());
        same.Test.Pairs().Should().Equal(one.Test.Pairs());
        other.Test.Pairs().Should().NotEqual(one.Test.Pairs());
    }

    [Theory]
    [InlineData(-0.1, 0.2, "validation")]
    [InlineData(1, 0, "validation")]
    [InlineData(double.NaN, 0, "validation")]
    [InlineData(0.2, 1.5, "test")]
    [InlineData(0.5, 0.5, "test")]
    [InlineData(0.5, 0.4999999999, "test")]
    public void Split_Throws_ForFractions(double validation, double test, string parameter)
    {
        var act = () => InteractionSplitter.Split(Whole(), validation, test, seed: 1);

        act.Should().Throw<ArgumentException>().WithMessage("Expected *").WithParameterName(parameter);
    }

    /// <summary>User u has u items, up to 100.</summary>
    private static Interactions Whole()
    {
        var pairs = Enumerable.Range(0, 101).SelectMany(user => Enumerable.Range(0, user).Select(item => (user, item))).ToArray();
        return Interactions.FromPairs([.. pairs.Select(pair => pair.user)], [.. pairs.Select(pair => pair.item)], 101, 100);
    }
}
