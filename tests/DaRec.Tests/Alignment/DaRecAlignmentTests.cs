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

    private static readonly DaRecOptions Options = DaRecOptions.Default with { SampleSize = 16, SharedWidth = Width, ClusterCount = 3 };

    [Fact]
    public void Create_FitsTheEvidence_ThatScalesTheWeight()
    {
        using var data = PlantedBlocks.Create(texts: true); // 6 interactions an item
        using var backbone = new MatrixFactorization(data.Train, Width);
        using var alignment = DaRecAlignment.Create(backbone, data, Options);
        using var expected = data.FitTextEvidence()!;

        alignment.Evidence!.Information.Should().Be(expected.Information).And.BeGreaterThan(0.1, "texts tell both halves apart");
        alignment.Evidence.InteractionsPerItem.Should().Be(6);
        alignment.AlignmentWeight.Should().BeApproximately(0.03 * Math.Pow(5.0 / 6, 2), 1e-12);
    }

    [Fact]
    public void Create_FitsNone_WhereNothingAsksForIt()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = new MatrixFactorization(data.Train, Width);
        using var alignment = DaRecAlignment.Create(backbone, data, Options with { ReferenceDensity = null, TextScoreWeight = 0 });

        alignment.Evidence.Should().BeNull();
        alignment.AlignmentWeight.Should().Be(0.03);
    }

    [Fact]
    public void Create_Throws_WithoutTexts()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = new MatrixFactorization(data.Train, Width);

        new Action(() => DaRecAlignment.Create(backbone, data)).Should().Throw<ArgumentException>()
            .WithMessage("Expected data with embeddings to align with, got none*").WithParameterName("data");
    }

    [Fact]
    public void FitTextEvidence_GivesNone_WithoutTexts()
    {
        using var data = PlantedBlocks.Create();

        data.FitTextEvidence().Should().BeNull();
    }

    [Fact]
    public void WhatTheTextsSay_IsInWhatTrainingGives_AndBesideTheBackbonesOwn()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var generator = new Generator(1);
        using var backbone = new MatrixFactorization(data.Train, Width, generator: generator);
        using var alignment = DaRecAlignment.Create(backbone, data, Options, generator);

        using var result = new Trainer(backbone, data, new TrainerOptions { MaxEpochs = 3 }, alignment).Train();

        var (users, items) = alignment.Evidence!.Append(result.Users.narrow(1, 0, Width), result.Items.narrow(1, 0, Width), 0.25);
        result.Users.shape.Should().Equal(PlantedBlocks.UserCount, Width + PlantedBlocks.TextWidth);
        Tensors.Difference(result.Users, users).Should().BeLessThan(1e-6);
        Tensors.Difference(result.Items, items).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void LogsNameTheTermsThatAreOn()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = new MatrixFactorization(data.Train, Width);
        using var alignment = DaRecAlignment.Create(backbone, data, Options with { UniformityWeight = 0.5 });

        using var losses = alignment.Align(backbone.Ids, null!);

        losses!.Terms.Select(term => term.Name).Should().Equal("uniformity", "global structure");
        alignment.Align(backbone.Ids, null!).Should().BeNull("the next step is left out");
    }
}
