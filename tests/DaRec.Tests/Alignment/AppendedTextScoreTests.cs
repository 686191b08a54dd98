using DaRec.Embeddings;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Alignment;

public class AppendedTextScoreTests
{
    private const int Width = 8;

    private static readonly TrainerOptions Quick = new() { MaxEpochs = 3, EvaluateEvery = 3, LearningRate = 0.02, Cutoff = 5 };

    [Fact]
    public void Score_IsTheMethodsOwn_PlusThatOfTheTexts()
    {
        using var scope = NewDisposeScope();
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data);
        using var method = new AppendedTextScore(null, data.ItemEmbeddings!, data.Train, weight: 0.5);

        var ranked = method.Rank(backbone.Ids);

        var own = Score(backbone.Ids.detach());
        var added = Score(ranked).sub(own);
        var deviation = own.to(ScalarType.Float64).@var(1L, unbiased: false).mean().sqrt().item<double>();
        Tensors.Difference(added, LogOdds(method).mul(0.5 * deviation)).Should().BeLessThan(1e-5);
        added.abs().max().item<float>().Should().BeGreaterThan(0.01f, "the texts tell something");

        Tensor Score(Tensor table) =>
            table.narrow(0, 0, PlantedBlocks.UserCount).mm(table.narrow(0, PlantedBlocks.UserCount, PlantedBlocks.ItemCount).t());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Training_IsThatOfTheMethodAlone(bool hasMethod)
    {
        using var data = PlantedBlocks.Create(texts: true);
        var (alone, _) = Train(data, hasMethod, weight: null);
        var (scored, columns) = Train(data, hasMethod, weight: 0.75);

        using (alone)
        using (scored)
        {
            scored.Users.shape.Should().Equal(PlantedBlocks.UserCount, Width + columns);
            Tensors.Difference(scored.Users.narrow(1, 0, Width), alone.Users).Should().Be(0);
            Tensors.Difference(scored.Items.narrow(1, 0, Width), alone.Items).Should().Be(0);
            scored.Epochs.Select(epoch => epoch.Loss).Should().Equal(alone.Epochs.Select(epoch => epoch.Loss));
            scored.Epochs[^1].Alignment.Should().Equal(alone.Epochs[^1].Alignment);
            scored.Validation!.Recall[5].Should().NotBe(alone.Validation!.Recall[5], "validation ranks with the score");
        }
    }

    [Fact]
    public void Rank_AndRankApart_GiveTheSame()
    {
        using var scope = NewDisposeScope();
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data);
        using var method = new AppendedTextScore(null, data.ItemEmbeddings!, data.Train);

        var (users, items) = method.RankApart(backbone.Ids, PlantedBlocks.UserCount);

        Tensors.Difference(method.Rank(backbone.Ids), cat([users, items], 0)).Should().Be(0);
    }

    [Fact]
    public void Score_IsUnchanged_WhereTextsAreNoise()
    {
        using var scope = NewDisposeScope();
        using var material = new EvidenceData(5, noise: true);
        var table = randn(material.Interactions.UserCount + material.Interactions.ItemCount, 4, generator: new Generator(7));
        using var method = new AppendedTextScore(null, material.Texts, material.Interactions);

        var (users, items) = method.RankApart(table, material.Interactions.UserCount);

        method.Evidence.InformationBits.Should().Be(0);
        users.narrow(1, 4, method.Evidence.Width).abs().max().item<float>().Should().Be(0);
        items.shape[1].Should().Be(4 + method.Evidence.Width);
    }

    [Fact]
    public void Constructor_RefusesASecondTextScore()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data);
        using var scored = new DaRecAlignment(backbone, data, Options(0.75));
        using var bare = new DaRecAlignment(backbone, data, Options(0));

        new Action(() => _ = new AppendedTextScore(scored, data.ItemEmbeddings!, data.Train)).Should().Throw<ArgumentException>()
            .WithParameterName("method").WithMessage("*TextScoreWeight above 0*");
        using var method = new AppendedTextScore(bare, data.ItemEmbeddings!, data.Train);
        method.Method.Should().BeSameAs(bare);
        method.WorksOnRows.Should().BeTrue("DaRec does");
    }

    [Fact]
    public void Constructor_RefusesWhatDoesNotFit()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var few = FrozenEmbeddings.FromTensor(randn(3, 4));

        new Action(() => _ = new AppendedTextScore(null, data.ItemEmbeddings!, data.Train, weight: -1)).Should()
            .Throw<ArgumentException>().WithParameterName("weight");
        new Action(() => _ = new AppendedTextScore(null, few, data.Train)).Should().Throw<ArgumentException>().WithMessage("*got 3 rows*");
    }

    [Fact]
    public void Rank_LeavesNothingBehind()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data);
        using var method = new AppendedTextScore(null, data.ItemEmbeddings!, data.Train);

        LiveTensors.ShouldStay(1, () => method.Rank(backbone.Ids));
    }

    // What the evidence adds, with weight 1, to scores of ±1, whose deviation is 1.
    private static Tensor LogOdds(AppendedTextScore method)
    {
        var users = ones(PlantedBlocks.UserCount, 1);
        var items = (arange(PlantedBlocks.ItemCount, dtype: ScalarType.Float32).remainder(2) * 2).sub(1).unsqueeze(1);
        var (wideUsers, wideItems) = method.Evidence.Append(users, items, weight: 1);
        return wideUsers.narrow(1, 1, method.Evidence.Width).mm(wideItems.narrow(1, 1, method.Evidence.Width).t());
    }

    private static DaRecOptions Options(double textScore) => DaRecOptions.Default with
    {
        Sampling = new() { Size = 16 },
        Ranking = new() { TextScoreWeight = textScore },
    };

    private static MatrixFactorization Create(Dataset data)
    {
        using var generator = new Generator(1);
        return new MatrixFactorization(data.Train, Width, generator: generator);
    }

    private static (TrainingResult Result, int Columns) Train(Dataset data, bool hasMethod, double? weight)
    {
        using var generator = new Generator(2);
        using var backbone = Create(data);
        TextMethod? inner = hasMethod ? new RlmRecContrastive(backbone, data, generator: generator) : null;
        using var method = weight is { } given ? new AppendedTextScore(inner, data.ItemEmbeddings!, data.Train, given) : inner;
        return (new Trainer(backbone, data, Quick, method).Train(), (method as AppendedTextScore)?.Evidence.Width ?? 0);
    }
}
