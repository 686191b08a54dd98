using DaRec.Recommenders.Evaluation;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evaluation;

public sealed class TopKTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Top_RanksByInnerProduct_WithoutTheExcluded(ScalarType type)
    {
        using var user = tensor(new[] { 1.0, 2.0 }).to(type);
        using var items = tensor(new[,] { { 1.0, 0.0 }, { 0.0, 3.0 }, { 5.0, 0.0 }, { -1.0, 0.0 } }).to(type);

        TopK.For(user, items, [2], 2).Should().Equal(new RankedItem { Item = 1, Score = 6 }, new RankedItem { Item = 0, Score = 1 });
    }

    [Fact]
    public void Top_BreaksTiesByNumber()
    {
        using var user = ones(1);
        using var items = ones(40, 1);

        TopK.For(user, items, [0, 3], 4).Select(ranked => ranked.Item).Should().Equal(1, 2, 4, 5);
    }

    [Fact]
    public void Top_GivesAllThatAreLeft_WhenAskedForMore()
    {
        using var user = ones(1);
        using var items = tensor(new float[,] { { 1 }, { 3 }, { 2 } });

        TopK.For(user, items, [1], 100).Select(ranked => ranked.Item).Should().Equal(2, 0);
    }

    [Fact]
    public void Top_LeavesNoTensor()
    {
        using var user = ones(3);
        using var items = ones(5, 3);

        LiveTensors.LeftBy(() => TopK.For(user, items, [], 2)).Should().Be(0);
    }

    [Fact]
    public void Top_Throws_OnWhatDoesNotFit()
    {
        using var user = ones(3);
        using var items = ones(5, 3);
        using var other = ones(5, 2);
        using var broken = full([5, 3], double.NaN, dtype: ScalarType.Float32);

        FluentActions.Invoking(() => TopK.For(user, other, [], 2)).Should().Throw<ArgumentException>().WithParameterName("user");
        FluentActions.Invoking(() => TopK.For(user, user, [], 2)).Should().Throw<ArgumentException>().WithParameterName("items");
        FluentActions.Invoking(() => TopK.For(user, broken, [], 2)).Should().Throw<ArgumentException>().WithMessage("*finite*");
        FluentActions.Invoking(() => TopK.For(user, items, [5], 2)).Should().Throw<ArgumentException>().WithParameterName("exclude");
        FluentActions.Invoking(() => TopK.For(user, items, [], 0)).Should().Throw<ArgumentException>().WithParameterName("count");
    }
}
