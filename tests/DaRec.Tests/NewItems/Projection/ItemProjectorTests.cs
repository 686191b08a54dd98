using DaRec.Data;
using DaRec.Embeddings;
using DaRec.NewItems;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.NewItems.Projection;

public class ItemProjectorTests
{
    [Theory]
    [InlineData(ItemMap.Auto)]
    [InlineData(ItemMap.Neighbors)]
    [InlineData(ItemMap.Ridge)]
    public void Place_LeavesKnownItems_AsTheyWere_ToTheLastBit(ItemMap map)
    {
        using var data = new ProjectorData();
        using var projector = Fit(data, new ItemProjectorOptions { Map = map });

        using var placed = projector.Place(data.Ranked.Items);

        int[] changed = [.. Enumerable.Range(0, ProjectorData.Items).Where(item => !placed[item].Equals(data.Ranked.Items[item]))];
        changed.Should().OnlyContain(item => item < ProjectorData.Cold + ProjectorData.Rare);
        changed.Should().HaveCount(ProjectorData.Cold + ProjectorData.Rare);
        projector.Map.Should().NotBe(ItemMap.Auto);
    }

    [Theory]
    [InlineData(ItemMap.Neighbors)]
    [InlineData(ItemMap.Ridge)]
    public void NewItems_RankFirst_ForTheUsersOfTheirGroup(ItemMap map)
    {
        using var data = new ProjectorData();
        using var projector = Fit(data, new ItemProjectorOptions { Map = map });

        using var placed = projector.Place(data.Ranked.Items);

        using var scores = data.Ranked.Users.mm(placed.narrow(0, 0, ProjectorData.Cold).t());
        var best = scores.topk(ProjectorData.Cold / ProjectorData.Groups, 1).indexes.to(ScalarType.Int32).data<int>().ToArray();
        var hits = best.Where((item, at) => item % ProjectorData.Groups == at / (ProjectorData.Cold / ProjectorData.Groups) % ProjectorData.Groups);
        ((double)hits.Count() / best.Length).Should().BeGreaterThan(0.9);
    }

    [Fact]
    public void Project_GivesANewItem_WhatPlaceGivesAnItemWithoutInteractions()
    {
        using var data = new ProjectorData();
        using var projector = Fit(data);
        using var placed = projector.Place(data.Ranked.Items);
        using var texts = FrozenEmbeddings.FromTensor(data.Texts.Block(3, 5));

        using var rows = projector.Project(texts);

        Tensors.Difference(rows, placed.narrow(0, 3, 5)).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void ATextAlone_GetsTheRowThatItGetsAmongOthers_ToTheLastBit()
    {
        using var data = new ProjectorData();
        using var projector = Fit(data);
        using var one = FrozenEmbeddings.FromTensor(data.Texts.Block(41, 1));

        using var all = projector.Project(data.Texts);
        using var alone = projector.Project(one);

        alone[0].Equals(all[41]).Should().BeTrue();
    }

    [Fact]
    public void RareItems_StandBetweenTheirTrainedRow_AndThatOfTheirText()
    {
        using var data = new ProjectorData();
        using var projector = Fit(data);
        using var placed = projector.Place(data.Ranked.Items);
        using var told = projector.Project(data.Texts);
        var counts = data.Training.ItemDegrees();

        for (var item = ProjectorData.Cold; item < ProjectorData.Cold + ProjectorData.Rare; item++)
        {
            var lean = 1 - (counts[item] / 4.0);
            var expected = data.Ranked.Items[item].mul(1 - lean).add(told[item].mul(lean)).slice(0, 0, ProjectorData.Width, 1);
            Tensors.Difference(placed[item].slice(0, 0, ProjectorData.Width, 1), expected).Should().BeLessThan(1e-5);
        }
    }

    [Fact]
    public void TextFactors_AreWhatTheTextColumnsOfPlacedItemsWereMultipliedBy()
    {
        using var data = new ProjectorData();
        using var projector = Fit(data);
        using var placed = projector.Place(data.Ranked.Items);
        var (counts, first) = (data.Training.ItemDegrees(), ProjectorData.Width);

        projector.TextFactors.Should().HaveCount(4);
        for (var item = 0; item < ProjectorData.Cold + ProjectorData.Rare; item++)
        {
            var expected = data.Ranked.Items[item].slice(0, first, data.Ranked.Items.size(1), 1).mul(projector.TextFactors[counts[item]]);
            Tensors.Difference(placed[item].slice(0, first, data.Ranked.Items.size(1), 1), expected).Should().BeLessThan(1e-5);
        }
    }

    [Fact]
    public void TextsThatTellNothing_LeaveEveryItemAsTrained()
    {
        using var data = new ProjectorData(noise: true);
        using var projector = Fit(data);

        using var placed = projector.Place(data.Ranked.Items);

        data.Evidence.InformationBits.Should().Be(0);
        projector.Level.Should().Be(0);
        placed.Equals(data.Ranked.Items).Should().BeTrue();
    }

    [Fact]
    public void Share_IsThatOfThePlaces_AndZeroLeavesItemsAsTrained()
    {
        using var data = new ProjectorData();
        using var none = Fit(data, new ItemProjectorOptions { Share = 0 });

        none.Level.Should().Be(0);
        foreach (var share in new[] { 0.5, 1, 2 })
        {
            using var projector = Fit(data, new ItemProjectorOptions { Share = share });
            Places(data, projector).Should().BeApproximately(share * ProjectorData.Cold / ProjectorData.Items, 0.02);
        }
    }

    [Fact]
    public void Level_IsOneThatValidationFindsAsGoodAsTheBest()
    {
        using var data = new ProjectorData();
        using var chosen = Fit(data);
        var recall = new[] { 0, 0.5, 1, 2, 3 }.Select(share =>
        {
            using var projector = Fit(data, new ItemProjectorOptions { Share = share });
            return Recall(data, projector);
        });

        Recall(data, chosen).Should().BeGreaterThanOrEqualTo(0.98 * recall.Max());
    }

    [Fact]
    public void Fit_GivesTheSame_AndLeavesNothingBehind()
    {
        using var data = new ProjectorData();
        using var first = Fit(data);
        using var second = Fit(data);

        second.Level.Should().Be(first.Level);
        first.Place(data.Ranked.Items).Equals(second.Place(data.Ranked.Items)).Should().BeTrue();
        LiveTensors.ShouldStay(3, () => Fit(data));
        LiveTensors.ShouldStay(1, () => first.Project(data.Texts));
    }

    [Fact]
    public void Neighbors_AreTheFormulasMean()
    {
        using var data = new ProjectorData();
        using var projector = Fit(data, new ItemProjectorOptions { Map = ItemMap.Neighbors, Neighbors = 5, Share = 1 });
        using var rows = projector.Project(data.Texts);
        var z = data.Evidence.Items.ToArray();
        var (weights, items, counts) = (data.Evidence.KeyWeights.ToVector(), data.Ranked.Items.ToArray(), data.Training.ItemDegrees());
        int[] known = [.. Enumerable.Range(0, ProjectorData.Items).Where(item => counts[item] > 3)];

        for (var item = 0; item < 6; item++)
        {
            var near = known.Select(other => (Other: other, Cosine: Cosine(item, other))).OrderByDescending(pair => pair.Cosine).Take(5);
            var total = near.Sum(pair => Math.Pow(pair.Cosine, 8));
            for (var column = 0; column < ProjectorData.Width; column++)
            {
                var expected = near.Sum(pair => Math.Pow(pair.Cosine, 8) * items[pair.Other, column]) / total;
                rows[item, column].ToDouble().Should().BeApproximately(projector.Level * expected, 1e-4);
            }
        }

        double Cosine(int a, int b)
        {
            var (product, lengthA, lengthB) = (0.0, 0.0, 0.0);
            for (var k = 0; k < weights.Length; k++)
            {
                product += weights[k] * z[a, k] * z[b, k];
                lengthA += weights[k] * z[a, k] * z[a, k];
                lengthB += weights[k] * z[b, k] * z[b, k];
            }

            return product / Math.Sqrt(lengthA * lengthB);
        }
    }

    [Fact]
    public void Fit_AndItsTables_ThrowForWhatDoesNotFit()
    {
        using var data = new ProjectorData();
        using var projector = Fit(data);
        var other = Interactions.FromPairs([0], [0], 3, ProjectorData.Items);
        using var narrow = FrozenEmbeddings.FromTensor(zeros(2, 5));

        new Action(() => ItemProjector.Fit(data.Ranked, data.Evidence, other)).Should().Throw<ArgumentException>()
            .WithMessage("Expected training interactions of 120 users and 160 items*got 3 and 160*").WithParameterName("training");
        new Action(() => projector.Project(narrow)).Should().Throw<ArgumentException>()
            .WithMessage("Expected texts of width 24*got 5*").WithParameterName("texts");
        new Action(() => projector.Place(zeros(4, 3))).Should().Throw<ArgumentException>().WithParameterName("items");
        new Action(() => _ = new ItemProjectorOptions { Share = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        new Action(() => _ = new ItemProjectorOptions { Neighbors = 0 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static ItemProjector Fit(ProjectorData data, ItemProjectorOptions? options = null) =>
        ItemProjector.Fit(data.Ranked, data.Evidence, data.Training, data.Validation, options);

    private static double Places(ProjectorData data, ItemProjector projector)
    {
        var best = Best(data, projector);
        return best.Count(item => item < ProjectorData.Cold) / (double)best.Length;
    }

    private static double Recall(ProjectorData data, ItemProjector projector)
    {
        var best = Best(data, projector);
        return Enumerable.Range(0, ProjectorData.Users).Average(user =>
            best[(20 * user)..(20 * (user + 1))].Count(item => data.Validation.Contains(user, item))
                / (double)data.Validation.ItemsOf(user).Length);
    }

    private static int[] Best(ProjectorData data, ItemProjector projector)
    {
        using var scope = NewDisposeScope();
        var scores = data.Ranked.Users.mm(projector.Place(data.Ranked.Items).t());
        for (var user = 0; user < ProjectorData.Users; user++)
        {
            foreach (var item in data.Training.ItemsOf(user))
            {
                scores[user, item] = double.NegativeInfinity;
            }
        }

        return scores.topk(20, 1).indexes.to(ScalarType.Int32).data<int>().ToArray();
    }
}
