using DaRec.Data;
using DaRec.Diagnostics.Explaining;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Explaining;

public class NeighborTests
{
    [Fact]
    public void Nearest_AreTheHighestCosines_WithoutTheRowItself()
    {
        using var rows = tensor(new float[,] { { 1, 0 }, { 0, 2 }, { 3, 3 }, { -1, 0 }, { 5, 0 } });
        var table = NeighborTable.Of(rows);

        var nearest = table.Nearest(0, 3);

        nearest.Select(row => row.Row).Should().Equal(4, 2, 1);
        nearest.Select(row => row.Similarity).Should().BeEquivalentTo(
            [1, Math.Sqrt(0.5), 0], options => options.Using<double>(pair => pair.Subject.Should().BeApproximately(pair.Expectation, 1e-6)).WhenTypeIs<double>());
        table.Nearest(0, 100).Should().HaveCount(4);
    }

    [Fact]
    public void RowsThatDoNotExist_AreRefused()
    {
        using var rows = tensor(new float[,] { { 1, 0 }, { 0, 2 } });
        var table = NeighborTable.Of(rows);

        FluentActions.Invoking(() => table.Nearest(2, 1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => table.Nearest(0, 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void CoOccurrence_IsTheCosineOfWhoTookThem()
    {
        var together = new CoOccurrence(Interactions.FromPairs([0, 0, 1, 1, 2, 2, 3], [0, 1, 0, 1, 0, 2, 3], 4, 4));

        var items = together.OfItem(0, 10);
        var users = together.OfUser(0, 10);

        items.Select(item => (item.Row, Math.Round(item.Similarity, 6))).Should().Equal(
            (1, Math.Round(2 / Math.Sqrt(6), 6)), (2, Math.Round(1 / Math.Sqrt(3), 6)));
        users.Select(user => (user.Row, Math.Round(user.Similarity, 6))).Should().Equal((1, 1), (2, 0.5));
        together.OfItem(3, 10).Should().BeEmpty();
    }
}
