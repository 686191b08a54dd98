using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests;

/// <summary>What enters the backbone, what its loss sees, what is ranked.</summary>
public class DaRecAlignerRankingTests
{
    private const int Users = AlignerMaterial.Users;
    private const int Items = AlignerMaterial.Items;
    private const int Width = AlignerMaterial.Width;

    private static readonly DaRecOptions Small = AlignerMaterial.AllTerms;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Represent_AppendsTheTextScore_InTrainingOrNot(bool training)
    {
        using var material = new EvidenceData(interactionsPerItem: 5);
        using var aligner = material.Aligner(DaRecOptions.Default with { Ranking = new() { TextScoreWeight = 0.3 } });
        var users = Tensors.Random(EvidenceData.UserCount, EvidenceData.Dim, 1, ScalarType.Float32);
        var items = Tensors.Random(EvidenceData.ItemCount, EvidenceData.Dim, 2, ScalarType.Float32);
        var (expectedUsers, expectedItems) = material.Fitted.Append(users, items, 0.3);
        aligner.train(training);

        var (rankedUsers, rankedItems) = aligner.Represent(users, items);
        using var table = aligner.Represent(cat([users, items], 0));

        Tensors.Difference(rankedUsers, expectedUsers).Should().Be(0);
        Tensors.Difference(rankedItems, expectedItems).Should().Be(0);
        Tensors.Difference(table, cat([expectedUsers, expectedItems], 0)).Should().Be(0);
    }

    [Fact]
    public void EveryTable_IsItsInput_WhenTheBackboneRanksAlone()
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(Small);
        var ids = cat([material.UserRows, material.ItemRows], 0);

        using var injected = aligner.Inject(ids);
        using var fused = aligner.Fuse(ids);
        using var represented = aligner.Represent(ids);

        Tensors.Difference(injected, ids).Should().Be(0);
        Tensors.Difference(fused, ids).Should().Be(0);
        Tensors.Difference(represented, ids).Should().Be(0);
    }

    [Fact]
    public void Inject_AddsSharedTexts_ToTheRowsThatHaveThem()
    {
        using var material = new AlignerMaterial();
        using var aligner = new DaRecAligner(
            Width, material.Interactions, material.ItemTexts, options: Small with { Ranking = new() { Mode = RankingMode.InjectedTexts } });
        var ids = cat([material.UserRows, material.ItemRows], 0);

        using var injected = aligner.Inject(ids);

        var added = injected.sub(ids);
        added.narrow(0, 0, Users).abs().max().ToDouble().Should().Be(0);
        added.narrow(0, Users, Items).abs().sum(1L).min().ToDouble().Should().BePositive();
    }

    [Theory]
    [InlineData(RankingMode.ConcatenatedHeads, 2 * Width)]
    [InlineData(RankingMode.SummedHeads, Width)]
    public void Represent_JoinsTheParts_WhenHeadsRank(RankingMode mode, long width)
    {
        using var material = new AlignerMaterial();
        using var aligner = material.Create(
            Small with { Ranking = new() { Mode = mode, TextScoreWeight = 0 } });

        using var ranked = aligner.Represent(material.UserRows, material.ItemRows);
        using var users = aligner.Fuse(material.UserRows);

        ranked.Users.shape.Should().Equal(Users, width);
        ranked.Items.shape.Should().Equal(Items, width);
        Tensors.Difference(users, ranked.Users).Should().Be(0);
    }

    [Fact]
    public void Results_AreTheOnlyTensorsLeft()
    {
        using var material = new AlignerMaterial();
        using var injecting = material.Create(Small with { Ranking = new() { Mode = RankingMode.InjectedTexts } });
        using var fusing = material.Create(Small with { Ranking = new() { Mode = RankingMode.ConcatenatedHeads } });
        var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());
        var ids = cat([users, items], 0);

        LiveTensors.ShouldStay(1, () => injecting.Inject(ids));
        LiveTensors.ShouldStay(1, () => fusing.Fuse(users));
        LiveTensors.ShouldStay(1, () => fusing.Represent(ids));
        LiveTensors.ShouldStay(2, () => fusing.Represent(users, items));
    }
}
