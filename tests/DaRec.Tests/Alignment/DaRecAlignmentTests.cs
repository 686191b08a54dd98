using DaRec.Data;
using DaRec.Evidence;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Alignment;

public class DaRecAlignmentTests
{
    private const int Width = 8;

    private static readonly DaRecOptions Options = DaRecOptions.Default with
    {
        Sampling = new() { Size = 16 },
        Heads = new() { Width = Width },
    };

    [Fact]
    public void Weight_IsScaledByTheEvidenceOfTheTrainingInteractions()
    {
        using var data = PlantedBlocks.Create(texts: true); // 6 interactions an item
        using var backbone = new MatrixFactorization(data.Train, Width);
        using var alignment = new DaRecAlignment(backbone, data, Options);
        using var expected = TextEvidence.Fit(data.ItemEmbeddings!, data.Train);

        var evidence = alignment.Aligner.Evidence!;
        evidence.InformationBits.Should().Be(expected.InformationBits).And.BeGreaterThan(0.1, "texts tell both halves apart");
        evidence.InteractionsPerItem.Should().Be(6);
        alignment.Aligner.EffectiveWeight.Should().BeApproximately(0.03 * Math.Pow(5.0 / 6, 2), 1e-12);
    }

    [Fact]
    public void Evidence_IsNotFitted_WhereNothingAsksForIt()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = new MatrixFactorization(data.Train, Width);
        using var alignment = new DaRecAlignment(
            backbone, data, Options with { Strength = new() { ReferenceDensity = null }, Ranking = new() { TextScoreWeight = 0 } });

        alignment.Aligner.Evidence.Should().BeNull();
        alignment.Aligner.EffectiveWeight.Should().Be(0.03);
    }

    [Fact]
    public void Constructor_Throws_WithoutTexts_AndForAnotherBackbone()
    {
        using var bare = PlantedBlocks.Create();
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = new MatrixFactorization(bare.Train, Width);
        using var other = new MatrixFactorization(Interactions.FromPairs([0], [0], PlantedBlocks.UserCount, 3));

        new Action(() => _ = new DaRecAlignment(backbone, bare)).Should().Throw<ArgumentException>()
            .WithMessage("Expected texts of the items, of the users or of both, got neither*");
        new Action(() => _ = new DaRecAlignment(other, data)).Should().Throw<ArgumentException>().WithParameterName("backbone");
    }

    [Fact]
    public void WhatTheTextsSay_IsInWhatTrainingGives_AndBesideTheBackbonesOwn()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var generator = new Generator(1);
        using var backbone = new MatrixFactorization(data.Train, Width, generator: generator);
        using var alignment = new DaRecAlignment(backbone, data, Options, generator);

        using var result = new Trainer(backbone, data, new TrainerOptions { MaxEpochs = 3 }, alignment).Train();

        var (users, items) = alignment.Aligner.Evidence!.Append(result.Users.narrow(1, 0, Width), result.Items.narrow(1, 0, Width));
        result.Users.shape.Should().Equal(PlantedBlocks.UserCount, Width + PlantedBlocks.TextWidth);
        Tensors.Difference(result.Users, users).Should().BeLessThan(1e-6);
        Tensors.Difference(result.Items, items).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void LogsNameTheTermsThatAreOn()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = new MatrixFactorization(data.Train, Width);
        using var alignment = new DaRecAlignment(backbone, data, Options with { Uniformity = new() });

        using var losses = alignment.Align(backbone.Ids, null!);

        losses!.Terms.Select(term => term.Key).Should().Equal("uniformity", "global structure");
        alignment.Align(backbone.Ids, null!).Should().BeNull("the next step is left out");
    }
}
