using DaRec.Diagnostics.Explaining;
using DaRec.Tests.Testing;
using FluentAssertions;
using MathNet.Numerics.Statistics;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Explaining;

public sealed class ScoreSpaceTests : IDisposable
{
    private readonly Tensor _users = randn(50, 6, generator: new Generator(1)).add(0.5);
    private readonly Tensor _items = randn(9, 6, generator: new Generator(2));

    [Fact]
    public void CosinesOfItems_AreCorrelationsOfTheirScoresOverUsers()
    {
        using var rows = ScoreSpace.Items(_users, _items);
        var table = NeighborTable.Of(rows);
        var scores = _users.to(ScalarType.Float64).mm(_items.to(ScalarType.Float64).t());

        for (var item = 1; item < 9; item++)
        {
            var expected = Correlation.Pearson(scores.select(1, 0).ToVector(), scores.select(1, item).ToVector());
            table.Similarity(0, item).Should().BeApproximately(expected, 1e-5);
        }
    }

    [Fact]
    public void CosinesOfUsers_AreCorrelationsOfTheirScoresOverItems()
    {
        using var rows = ScoreSpace.Users(_users, _items);
        var scores = _users.to(ScalarType.Float64).mm(_items.to(ScalarType.Float64).t());

        NeighborTable.Of(rows).Similarity(3, 4).Should().BeApproximately(
            Correlation.Pearson(scores[3].ToVector(), scores[4].ToVector()), 1e-5);
    }

    [Fact]
    public void AnotherBasis_AndAColumnThatNoUserWeighs_ChangeNothing()
    {
        var (turn, _) = linalg.qr(randn(6, 6, generator: new Generator(3)));
        using var users = cat([_users.mm(turn), zeros(50, 1)], 1);
        using var items = cat([_items.mm(turn), randn(9, 1, generator: new Generator(4)).mul(100)], 1);

        using var rows = ScoreSpace.Items(users, items);
        using var expected = ScoreSpace.Items(_users, _items);

        NeighborTable.Of(rows).Similarity(2, 7).Should().BeApproximately(NeighborTable.Of(expected).Similarity(2, 7), 1e-4);
    }

    [Fact]
    public void OneTensor_IsLeft() => LiveTensors.ShouldStay(1, () => ScoreSpace.Items(_users, _items));

    [Fact]
    public void RowsThatAreNotFinite_AreRefused()
    {
        _users[0].fill_(double.NaN);

        var act = () => ScoreSpace.Items(_users, _items);

        act.Should().Throw<ArgumentException>().WithMessage("Expected finite rows*").WithParameterName("users");
    }

    public void Dispose()
    {
        _users.Dispose();
        _items.Dispose();
    }
}
