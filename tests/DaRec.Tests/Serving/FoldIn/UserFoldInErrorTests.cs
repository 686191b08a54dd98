using DaRec.Data;
using DaRec.Serving;
using DaRec.Serving.FoldIn;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.FoldIn;

public class UserFoldInErrorTests
{
    private static readonly PlantedUsers Planted = new();
    private static readonly UserFoldIn FoldIn =
        UserFoldIn.Fit(Planted.UserVectors, Planted.ItemVectors, Planted.Training, collaborativeWidth: PlantedUsers.Width);

    [Theory]
    [InlineData(-1)]
    [InlineData(PlantedUsers.Items)]
    public void Fold_Throws_ForItemsOutOfRange(int item) => FluentActions
        .Invoking(() => FoldIn.Fold([3, item], new float[FoldIn.Width]))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage($"*0 to 59*").WithParameterName("history");

    [Fact]
    public void Fold_Throws_ForAnEmptyHistory() => FluentActions
        .Invoking(() => FoldIn.Fold([], new float[FoldIn.Width])).Should().Throw<ArgumentException>().WithMessage("*at least one item*");

    [Fact]
    public void Fold_Throws_WithoutRoom() => FluentActions
        .Invoking(() => FoldIn.Fold([1], new float[FoldIn.Width - 1])).Should().Throw<ArgumentException>().WithMessage("*width 9*got 8*");

    [Fact]
    public void FoldMany_Throws_ForAUserWithoutItems() => FluentActions
        .Invoking(() => FoldIn.FoldMany(Interactions.FromPairs([0, 2], [1, 1], 3, PlantedUsers.Items)))
        .Should().Throw<ArgumentException>().WithMessage("*user 1*");

    [Fact]
    public void Fit_Throws_WhereColumnsAreNoTextScore() => FluentActions
        .Invoking(() => UserFoldIn.Fit(
            Planted.UserVectors, Planted.ItemVectors, Planted.Training, collaborativeWidth: PlantedUsers.Width - 1))
        .Should().Throw<ArgumentException>().WithMessage("*from 5 on are not those of a text score*");

    [Fact]
    public void Fit_Throws_ForInteractionsOfOtherUsers() => FluentActions
        .Invoking(() => UserFoldIn.Fit(Planted.UserVectors, Planted.ItemVectors, Interactions.FromPairs([0], [0], 5, PlantedUsers.Items)))
        .Should().Throw<ArgumentException>().WithMessage("*200 users and 60 items*got 5 and 60*").WithParameterName("training");

    [Fact]
    public void Fit_Throws_WithoutInteractions() => FluentActions
        .Invoking(() => UserFoldIn.Fit(
            Planted.UserVectors,
            Planted.ItemVectors,
            Interactions.FromPairs([], [], PlantedUsers.Users, PlantedUsers.Items),
            collaborativeWidth: PlantedUsers.Width))
        .Should().Throw<ArgumentException>().WithMessage("*at least one user with interactions*");

    [Fact]
    public void Fit_Throws_ForRowsThatAreNotFinite() => FluentActions
        .Invoking(() => UserFoldIn.Fit(
            VectorTable.FromRows(new float[][] { [1], [float.NaN] }),
            VectorTable.FromRows(new float[][] { [1], [2] }),
            Interactions.FromPairs([0, 1], [0, 1], 2, 2)))
        .Should().Throw<ArgumentException>().WithMessage("*row 1*user*");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void CountExponent_Throws_OutOfRange(double value) => FluentActions
        .Invoking(() => new FoldInSettings { CountExponent = value }).Should().Throw<ArgumentOutOfRangeException>();

    [Fact]
    public void ForItems_Throws_ForOtherShapes()
    {
        FluentActions.Invoking(() => FoldIn.ForItems(Planted.ItemVectors, [1, 2])).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => FoldIn.ForItems(VectorTable.FromArray([1, 2], 2), [1])).Should().Throw<ArgumentException>();
    }
}
