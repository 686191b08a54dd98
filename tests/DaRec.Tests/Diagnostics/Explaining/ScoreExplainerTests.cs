using DaRec.Data;
using DaRec.Diagnostics.Explaining;
using DaRec.NewItems;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Explaining;

public sealed class ScoreExplainerTests : IDisposable
{
    private readonly EvidenceData _material = new(5);
    private readonly Tensor _users = randn(EvidenceData.UserCount, EvidenceData.Dim, generator: new Generator(1));
    private readonly Tensor _items = randn(EvidenceData.ItemCount, EvidenceData.Dim, generator: new Generator(2));

    [Fact]
    public void Parts_SumToTheScoreThatRanks()
    {
        using var ranked = _material.Fitted.Append(_users, _items);
        var explainer = new ScoreExplainer(ranked, _material.Interactions);

        for (var user = 0; user < EvidenceData.UserCount; user++)
        {
            var item = (7 * user) % EvidenceData.ItemCount;
            var why = explainer.Explain(user, item);

            var score = ranked.Users[user].dot(ranked.Items[item]).ToDouble();
            why.Score.Should().BeApproximately(score, 1e-4);
            (why.Collaborative + why.Text).Should().BeApproximately(why.Score, 1e-12);
            why.Collaborative.Should().BeApproximately(_users[user].dot(_items[item]).ToDouble(), 1e-5);
            why.History.Sum(part => part.Part).Should().BeApproximately(why.Text, 1e-5 * (1 + Math.Abs(why.Text)));
            (why.Directions.Sum(part => part.Part) + why.OtherDirections).Should().BeApproximately(why.Text, 1e-12);
        }
    }

    [Fact]
    public void AnItemOfTheHistory_AddsWhatLeavingItOutTakesAway()
    {
        using var ranked = _material.Fitted.Append(_users, _items);
        var own = _material.Interactions.ItemsOf(3).ToArray();

        var why = new ScoreExplainer(ranked, _material.Interactions).Explain(3, 20);

        // p of the user with one item alone, times its share of all weights.
        var (columns, scores) = (ranked.Items.narrow(1, EvidenceData.Dim, ranked.TextColumns), ranked.Users[3].narrow(0, EvidenceData.Dim, ranked.TextColumns));
        var degrees = _material.Interactions.ItemDegrees();
        double[] shares = [.. own.Select(item => 1 / Math.Sqrt(1.0 + degrees[item]))];
        var profile = own.Select((item, at) => columns[item].mul(shares[at] / shares.Sum())).Aggregate((a, b) => a.add(b));
        var scales = scores.div(profile); // s, by the user's own columns
        foreach (var part in why.History)
        {
            var alone = columns[part.Item].mul(shares[Array.IndexOf(own, part.Item)] / shares.Sum());
            part.Part.Should().BeApproximately(alone.mul(scales).mul(columns[20]).sum().ToDouble(), 1e-4);
        }

        why.History.Select(part => part.Item).Should().BeEquivalentTo(own);
        why.History.Should().BeInDescendingOrder(part => part.Part);
    }

    [Fact]
    public void ItemsThatWerePlaced_CountInHistoriesAsTheyWereTrained()
    {
        using var ranked = _material.Fitted.Append(_users, _items);
        using var projector = ItemProjector.Fit(ranked, _material.Fitted, _material.Interactions);
        using var items = projector.Place(ranked.Items);
        var before = new ScoreExplainer(ranked, _material.Interactions);
        using var placed = new RankedEmbeddings(ranked.Users.alias(), items.alias(), ranked.TextColumns);

        var after = new ScoreExplainer(placed, _material.Interactions, projector.TextFactors);

        var many = Enumerable.Range(0, EvidenceData.ItemCount).MaxBy(item => _material.Interactions.ItemDegrees()[item]);
        var (expected, actual) = (before.Explain(3, many).History, after.Explain(3, many).History);
        actual.Select(part => part.Item).Should().Equal(expected.Select(part => part.Item));
        actual.Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First.Part - pair.Second.Part) < 1e-3);
    }

    [Fact]
    public void TablesWithoutText_HaveACollaborativePartAlone()
    {
        using var ranked = new RankedEmbeddings(_users.alias(), _items.alias());

        var why = new ScoreExplainer(ranked, _material.Interactions).Explain(0, 1);

        why.Text.Should().Be(0);
        why.History.Should().BeEmpty();
        why.Directions.Should().BeEmpty();
        why.Score.Should().Be(why.Collaborative);
    }

    [Fact]
    public void OtherInteractions_AreRefused()
    {
        using var ranked = _material.Fitted.Append(_users, _items);
        using var other = new EvidenceData(5, seed: 2);

        var act = () => new ScoreExplainer(ranked, other.Interactions);

        act.Should().Throw<ArgumentException>().WithMessage("*not those of a text score over these interactions*");
    }

    [Fact]
    public void OtherCounts_AreRefused()
    {
        using var ranked = _material.Fitted.Append(_users, _items);

        var act = () => new ScoreExplainer(ranked, Interactions.FromPairs([0], [0], 3, 4));

        act.Should().Throw<ArgumentException>().WithMessage("Expected rows of the 3 users and 4 items*got 40 and 40*");
    }

    [Fact]
    public void EndsOfADirection_AreItsLowestAndHighestItems()
    {
        using var ranked = _material.Fitted.Append(_users, _items);

        var (low, high) = new ScoreExplainer(ranked, _material.Interactions).EndsOf(2, 3);

        var column = ranked.Items.select(1, EvidenceData.Dim + 2).ToVector();
        column.Order().Take(3).Should().Equal(low.Select(item => column[item]));
        column.OrderDescending().Take(3).Should().Equal(high.Select(item => column[item]));
    }

    public void Dispose()
    {
        _users.Dispose();
        _items.Dispose();
        _material.Dispose();
    }
}
