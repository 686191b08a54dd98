using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class AutoCfTests
{
    private const int Width = 8;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(2, 2)]
    [InlineData(3, 8)]
    public void Propagate_IsTheReference_InEvaluation(int layers, int heads)
    {
        using var model = Create(new AutoCfOptions { Layers = layers, Heads = heads });
        var ids = Tensors.Random(SmallGraph.NodeCount, Width, dtype: ScalarType.Float32);
        model.eval();

        var propagation = model.WithScores(ids);

        var whole = InteractionGraph.Neighbors(SmallGraph.Train).ToDense();
        var expected = NaiveAutoCf.Propagate(
            NaiveLightGcn.Adjacency(SmallGraph.Train), whole, ids.ToArray(), layers, Attention(model), heads);
        Tensors.Difference(propagation.Embeddings, tensor(expected)).Should().BeLessThan(2e-6);
        propagation.Scores.Should().BeNull();
    }

    [Fact]
    public void Propagate_IsTheReference_OnMaskedGraphs_InTraining()
    {
        using var model = Create(new AutoCfOptions { Layers = 2, Heads = 2, MaskSeeds = 1 });

        var propagation = model.WithScores(model.Ids);

        var expected = Reference(model, model.Ids.ToArray(), Attention(model));
        Tensors.Difference(propagation.Embeddings, tensor(expected)).Should().BeLessThan(2e-6);
    }

    [Fact]
    public void Propagate_WithoutAttention_IsLightGcn_InEvaluation()
    {
        using var model = Create(new AutoCfOptions { AttentionLayers = 0, Heads = 3 }); // heads that fit no width are ignored
        model.eval();

        var expected = NaiveLightGcn.Propagate(NaiveLightGcn.Adjacency(SmallGraph.Train), model.Ids.ToArray(), 2);
        Tensors.Difference(model.WithScores(model.Ids).Embeddings, tensor(expected)).Should().BeLessThan(1e-6);
        model.state_dict().Keys.Should().Equal("ids");
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(5, 0)]
    [InlineData(0.5, 0.01)]
    public void Loss_IsTheReference_InValueAndGradients_OnARenewingStep(double contrastWeight, double regularization)
    {
        var options = new AutoCfOptions { Heads = 2, MaskSeeds = 1, ContrastWeight = contrastWeight, Regularization = regularization };
        using var model = Create(options);

        var (propagation, loss) = Step(model);
        loss.backward();

        // Noise is constant to the gradient: the reference has the scores without it.
        var (ids, attention) = (model.Ids.ToArray(), Attention(model));
        var graph = InteractionGraph.Neighbors(SmallGraph.Train).ToDense();
        var noise = propagation.Scores!.mean().ToDouble() - NaiveAutoCf.Scores(graph, ids).Average();
        loss.ToDouble().Should().BeApproximately(Loss(ids, attention) - noise, 1e-5 * (1 + contrastWeight));
        ShouldBe(model.Ids.grad!, NaiveAutoCf.Gradient(x => Loss(x, attention), ids));
        var weights = model.parameters().Skip(1).ToArray();
        for (var i = 0; i < weights.Length; i++)
        {
            var expected = NaiveAutoCf.Gradient(x => Loss(ids, [.. attention.Select((w, at) => at == i ? x : w)]), attention[i]);
            ShouldBe(weights[i].grad!, expected);
        }

        double Loss(double[,] x, double[][,] w) =>
            NaiveAutoCf.Loss(Reference(model, x, w), SmallGraph.UserCount, SmallGraph.Triplets, contrastWeight)
            + (regularization * w.Append(x).Sum(matrix => matrix.Cast<double>().Sum(value => value * value)))
            - NaiveAutoCf.Scores(graph, x).Average();

        static void ShouldBe(Tensor gradient, double[,] expected) =>
            Tensors.RelativeDifference(gradient, tensor(expected)).Should().BeLessThan(1e-4);
    }

    [Fact]
    public void Loss_RanksByTheRepresentations_NotByThePropagation()
    {
        using var model = Create(new AutoCfOptions { Regularization = 0, ContrastWeight = 2 });
        _ = model.WithScores(model.Ids);
        using var propagation = model.WithScores(model.Ids);
        var representations = Tensors.Random(SmallGraph.NodeCount, 3, dtype: ScalarType.Float32); // of another width, as aligners give

        var loss = model.Loss(propagation, representations, SmallGraph.Batch());

        var expected = NaiveAutoCf.Loss(representations.ToArray(), SmallGraph.UserCount, SmallGraph.Triplets, 2);
        loss.ToDouble().Should().BeApproximately(expected, 1e-5);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Masks_AreRenewed_EverySoManyTrainingSteps_AndOnlyThenAreThereScores(int renewEvery)
    {
        using var model = Create(new AutoCfOptions { RenewEvery = renewEvery, MaskSeeds = 1 });
        model.Masked.Should().BeNull();

        AutoCfGraphs? last = null;
        for (var step = 0; step < 8; step++)
        {
            using var propagation = model.WithScores(model.Ids);

            var renews = step % renewEvery == 0;
            ReferenceEquals(model.Masked, last).Should().Be(!renews);
            (propagation.Scores is not null).Should().Be(renews);
            propagation.Scores?.shape.Should().Equal(SmallGraph.NodeCount);
            last = model.Masked;
        }
    }

    [Fact]
    public void Evaluation_NeitherUsesMasks_NorCountsAsAStep()
    {
        using var model = Create(new AutoCfOptions { RenewEvery = 2, MaskSeeds = 1 });
        model.eval();
        var before = model.WithScores(model.Ids).Embeddings;
        model.Masked.Should().BeNull();

        model.train();
        var masked = model.WithScores(model.Ids).Embeddings;
        var graphs = model.Masked;
        model.eval();
        var after = model.WithScores(model.Ids).Embeddings;
        model.train();
        using var second = model.WithScores(model.Ids);

        Tensors.Difference(after, before).Should().Be(0);
        Tensors.Difference(masked, before).Should().BeGreaterThan(0.01);
        model.Masked.Should().BeSameAs(graphs);
        second.Scores.Should().BeNull();
    }

    [Fact]
    public void Masks_AreTheSame_ForTheSameSeed_AndOthersForAnother()
    {
        using var model = Create(seed: 4);
        using var same = Create(seed: 4);
        using var other = Create(seed: 5);

        var propagated = model.WithScores(model.Ids).Embeddings;

        Tensors.Difference(same.Propagate(same.Ids).Embeddings, propagated).Should().Be(0);
        Tensors.Difference(other.Propagate(model.Ids).Embeddings, propagated).Should().BeGreaterThan(0.01);
        same.Masked!.Decoder.Neighbors.Places().Should().Equal(model.Masked!.Decoder.Neighbors.Places());
    }

    [Fact]
    public void Step_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        Threads.ShouldNotMatter(() =>
        {
            using var model = Create(new AutoCfOptions { MaskSeeds = 2 });
            var (propagation, loss) = Step(model);
            loss.backward();
            Tensor[] results = [propagation.Embeddings.detach(), .. model.parameters().Select(weight => weight.grad!)];
            return cat(results, 0).bytes.ToArray();
        });
    }

    [Fact]
    public void Weights_AreTheSame_ForTheSameGeneratorState_AndHaveTheseKeys()
    {
        using var model = Create(new AutoCfOptions { AttentionLayers = 2 });
        using var same = Create(new AutoCfOptions { AttentionLayers = 2 });

        model.state_dict().Keys.Should().Equal(
            "ids",
            "gtLayers.0.qTrans",
            "gtLayers.0.kTrans",
            "gtLayers.0.vTrans",
            "gtLayers.1.qTrans",
            "gtLayers.1.kTrans",
            "gtLayers.1.vTrans");
        foreach (var (weight, other) in model.parameters().Zip(same.parameters()))
        {
            Tensors.Difference(weight, other).Should().Be(0);
        }

        model.parameters().Skip(1).Should().OnlyContain(weight => weight.abs().max().ToDouble() <= Math.Sqrt(6.0 / (2 * Width)));
    }

    [Fact]
    public void Weights_OutliveTheScopeTheyWereCreatedIn()
    {
        AutoCf model;
        using (NewDisposeScope())
        {
            model = Create();
            model.WithScores(model.Ids);
        }

        using (model)
        {
            var (propagation, loss) = Step(model);

            propagation.Embeddings.shape.Should().Equal(SmallGraph.NodeCount, Width);
            loss.ToDouble().Should().NotBe(double.NaN);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0, 1)]
    [InlineData(2, 0)]
    [InlineData(2, 2)]
    public void Propagate_AndLoss_LeaveTheirResultsAlone(int layers, int attentionLayers)
    {
        using var model = Create(new AutoCfOptions { Layers = layers, AttentionLayers = attentionLayers, RenewEvery = 1 });
        var batch = SmallGraph.Batch();
        var propagation = model.WithScores(model.Ids);

        LiveTensors.ShouldStay(2, () => model.WithScores(model.Ids)); // E^C and scores
        LiveTensors.ShouldStay(1, () => model.Loss(propagation, propagation.Embeddings, batch));
        model.eval();
        LiveTensors.ShouldStay(1, () => model.WithScores(model.Ids));
        model.Ids.IsInvalid.Should().BeFalse();
    }

    [Fact]
    public void Steps_LeaveNothingBehind()
    {
        using var model = Create(new AutoCfOptions { RenewEvery = 2, MaskSeeds = 1 });
        TrainingStep();

        LiveTensors.LeftBy(() =>
        {
            for (var step = 0; step < 20; step++)
            {
                TrainingStep();
            }
        }).Should().Be(0);

        void TrainingStep()
        {
            using var scope = NewDisposeScope();
            Step(model).Loss.backward();
        }
    }

    [Fact]
    public void Training_FindsTheGroups()
    {
        using var data = PlantedBlocks.Create();
        using var generator = new Generator(3);
        using var model = new AutoCf(data.Train, Width, new AutoCfOptions { MaskSeeds = 3, ContrastWeight = 1 }, generator: generator);
        var options = new TrainerOptions { MaxEpochs = 20, LearningRate = 0.02, EvaluateEvery = 2, Cutoff = 5 };

        using var result = new Trainer(model, data, options).Train();

        // Of 34 candidates 14 are of the user's group: 5/34 are hit by chance, 5/14 by who knows the groups alone.
        var metrics = new RankingEvaluator(data.Train, data.Test!, 5).Evaluate(result.Users, result.Items);
        metrics.Recall[5].Should().BeGreaterThan(1.5 * 5 / (PlantedBlocks.ItemCount - PlantedBlocks.TrainItems));
        result.Epochs[^1].Loss.Should().BeLessThan(result.Epochs[0].Loss);
    }

    [Fact]
    public void Constructor_Throws_ForBadArguments()
    {
        new Action(() => _ = new AutoCf(null!)).Should().Throw<ArgumentNullException>().WithParameterName("train");
        Throws("width", () => _ = new AutoCf(SmallGraph.Train, width: 0));
        Throws("Layers", () => _ = new AutoCfOptions { Layers = -1 });
        Throws("Regularization", () => _ = new AutoCfOptions { Regularization = double.NaN });
        Throws("AttentionLayers", () => _ = new AutoCfOptions { AttentionLayers = -1 });
        Throws("Heads", () => _ = new AutoCfOptions { Heads = 0 });
        Throws("MaskSeeds", () => _ = new AutoCfOptions { MaskSeeds = 0 });
        Throws("MaskDepth", () => _ = new AutoCfOptions { MaskDepth = 0 });
        Throws("DecoderNodes", () => _ = new AutoCfOptions { DecoderNodes = -0.1 });
        Throws("DecoderNodes", () => _ = new AutoCfOptions { DecoderNodes = 1.1 });
        Throws("DecoderNodes", () => _ = new AutoCfOptions { DecoderNodes = double.NaN });
        Throws("RenewEvery", () => _ = new AutoCfOptions { RenewEvery = 0 });
        Throws("ContrastWeight", () => _ = new AutoCfOptions { ContrastWeight = -1 });
        Throws("ContrastWeight", () => _ = new AutoCfOptions { ContrastWeight = double.PositiveInfinity });
        new Action(() => _ = new AutoCf(SmallGraph.Train, width: 10)).Should()
            .Throw<ArgumentException>().WithParameterName("options").WithMessage("*Heads*10*4*");

        static void Throws(string parameter, Action create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }

    [Fact]
    public void Options_HaveTheHarnesssDefaults()
    {
        var options = new AutoCfOptions();

        (options.Layers, options.AttentionLayers, options.Heads, options.Regularization).Should().Be((2, 1, 4, 1e-6));
        (options.MaskSeeds, options.MaskDepth, options.RenewEvery).Should().Be((100, 2, 10));
        (options.DecoderNodes, options.ContrastWeight).Should().Be((0.2, 5));
    }

    private static AutoCf Create(AutoCfOptions? options = null, ulong seed = 7)
    {
        using var generator = new Generator(seed);
        return new AutoCf(SmallGraph.Train, Width, options ?? new AutoCfOptions { MaskSeeds = 1 }, generator);
    }

    private static (AutoCfPropagation Propagation, Tensor Loss) Step(AutoCf model)
    {
        var propagation = model.WithScores(model.Ids);
        return (propagation, model.Loss(propagation, propagation.Embeddings, SmallGraph.Batch()));
    }

    // By the masks that the model has drawn.
    private static double[,] Reference(AutoCf model, double[,] ids, double[][,] attention) => NaiveAutoCf.Propagate(
        model.Masked!.Encoder.ToDense().ToArray(), model.Masked.Decoder.Neighbors.ToDense(), ids, 2, attention, 2);

    private static double[][,] Attention(AutoCf model) => [.. model.parameters().Skip(1).Select(weight => weight.ToArray())];
}
