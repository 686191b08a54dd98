using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class DccfTests
{
    private const string UserIntents = "user_intents";
    private const string ItemIntents = "item_intents";

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Propagate_IsTheDenseReference_ViewsIncluded(int layers)
    {
        using var model = Create(new DccfOptions { Layers = layers, Intents = 3 });

        var propagation = model.WithLayers(model.Ids);

        var (embeddings, views) = Reference(layers).Propagate(
            model.Ids.ToArray(), Intents(model, UserIntents), Intents(model, ItemIntents));
        Tensors.Difference(propagation.Embeddings, tensor(embeddings)).Should().BeLessThan(1e-5);
        Tensor[] actual = [.. propagation.Layers.SelectMany(
            layer => new[] { layer.Neighbors, layer.Intents, layer.AdaptedByNeighbors, layer.AdaptedByIntents })];
        actual.Should().HaveCount(4 * layers).And.HaveCount(views.Length);
        for (var view = 0; view < views.Length; view++)
        {
            Tensors.Difference(actual[view], tensor(views[view])).Should().BeLessThan(1e-5, "view {0} is this one", view);
        }
    }

    [Theory]
    [InlineData(0, 0, 0.3)]
    [InlineData(1, 0, 0.3)]
    [InlineData(2, 0, 0)]
    [InlineData(2, 0.01, 0.3)]
    public void Loss_IsTheReference_InValueAndAllGradients(int layers, double regularization, double contrastWeight)
    {
        using var model = Create(new DccfOptions
        {
            Layers = layers,
            Regularization = regularization,
            ContrastWeight = contrastWeight,
            ContrastTemperature = 0.5,
            Intents = 3,
        });
        model.to(ScalarType.Float64);

        var loss = Loss(model);
        loss.backward();

        var naive = Reference(layers, regularization, contrastWeight, 0.5);
        var (ids, users, items) = (model.Ids.ToArray(), Intents(model, UserIntents), Intents(model, ItemIntents));
        loss.dtype.Should().Be(ScalarType.Float64);
        loss.ToDouble().Should().BeApproximately(Value(), 1e-6); // entries of Â are float32
        foreach (var (name, at) in new[] { ("ids", ids), (UserIntents, users), (ItemIntents, items) })
        {
            var gradient = model.get_parameter(name)!.grad ?? zeros(at.GetLength(0), at.GetLength(1));
            Tensors.Difference(gradient, tensor(NaiveDccf.CentralDifferences(Value, at))).Should().BeLessThan(1e-6, name);
        }

        double Value() => naive.Loss(ids, users, items, SmallGraph.Triplets);
    }

    [Fact]
    public void Loss_CountsUsersAndItemsOnce_HoweverOftenABatchHasThem()
    {
        using var model = Create(new DccfOptions { ContrastWeight = 1 });
        var batch = SmallGraph.Batch();
        var twice = new TripletBatch
        {
            Users = batch.Users.repeat(2),
            Positives = batch.Positives.repeat(2),
            Negatives = batch.Negatives.repeat(2),
        };

        using var propagation = model.WithLayers(model.Ids);

        model.Loss(propagation, propagation.Embeddings, twice).ToDouble().Should()
            .BeApproximately(model.Loss(propagation, propagation.Embeddings, batch).ToDouble(), 1e-5);
    }

    [Fact]
    public void Propagate_GivesTheSameEmbeddings_AndNoViews_InEvaluation()
    {
        using var model = Create();
        var trained = model.WithLayers(model.Ids);

        model.eval();
        var evaluated = model.WithLayers(model.Ids);

        evaluated.Layers.Should().BeEmpty();
        Tensors.Difference(evaluated.Embeddings, trained.Embeddings).Should().Be(0);
    }

    [Fact]
    public void Intents_OfNoLength_AddNothing_AndLeaveThePlainMean()
    {
        using var model = Create(new DccfOptions { Layers = 1 });
        using (no_grad())
        {
            model.get_parameter(UserIntents)!.zero_();
            model.get_parameter(ItemIntents)!.zero_();
        }

        var views = model.WithLayers(model.Ids).Layers.Single();

        views.Intents.abs().max().ToDouble().Should().Be(0);
        var neighbours = tensor(NaiveLightGcn.Adjacency(SmallGraph.Train)).ne(0).to(ScalarType.Float64);
        var mean = neighbours.mm(model.Ids.detach().to(ScalarType.Float64)).div(neighbours.sum(1, keepdim: true).clamp_min(1));
        Tensors.Difference(views.AdaptedByIntents, mean).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Intents_OfANode_LieWithinTheRangeOfItsKind()
    {
        using var model = Create(new DccfOptions { Layers = 1, Intents = 7 });

        var intents = model.WithLayers(model.Ids.mul(5)).Layers[0].Intents.detach();

        ShouldLieWithin(intents.narrow(0, 0, SmallGraph.UserCount), model.get_parameter(UserIntents)!.detach());
        ShouldLieWithin(intents.narrow(0, SmallGraph.UserCount, 6), model.get_parameter(ItemIntents)!.detach());

        static void ShouldLieWithin(Tensor means, Tensor all) // (n, d), (d, K)
        {
            means.sub(all.amin([1L])).min().ToDouble().Should().BeGreaterThan(-1e-6);
            means.sub(all.amax([1L])).max().ToDouble().Should().BeLessThan(1e-6);
        }
    }

    [Fact]
    public void Intents_AreTheSameForAll_WhereThereIsOne()
    {
        using var model = Create(new DccfOptions { Layers = 1, Intents = 1 });

        var intents = model.WithLayers(model.Ids).Layers[0].Intents;

        var users = model.get_parameter(UserIntents)!.t().expand(SmallGraph.UserCount, 5);
        Tensors.Difference(intents, cat([users, model.get_parameter(ItemIntents)!.t().expand(6, 5)])).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Weights_AreTheSame_ForTheSameGeneratorState_AndXavierUniform()
    {
        using var a = Create();
        using var b = Create();

        foreach (var (name, weights) in a.state_dict())
        {
            Tensors.Difference(weights, b.state_dict()[name]).Should().Be(0, name);
        }

        var intents = a.get_parameter(UserIntents)!;
        intents.shape.Should().Equal(5, 128);
        var bound = Math.Sqrt(6.0 / (5 + 128));
        intents.abs().max().ToDouble().Should().BeInRange(0.95 * bound, bound);
        Tensors.Difference(intents, a.get_parameter(ItemIntents)!).Should().BeGreaterThan(0.1);
    }

    [Fact]
    public void Weights_OutliveTheScopeTheyWereCreatedIn()
    {
        Dccf model;
        using (NewDisposeScope())
        {
            model = Create();
        }

        model.WithLayers(model.Ids).Embeddings.shape.Should().Equal(SmallGraph.NodeCount, 5);
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var model = Create();

        model.state_dict().Keys.Should().BeEquivalentTo("ids", UserIntents, ItemIntents);
        (model.UserCount, model.ItemCount, model.Width, model.EmbeddingWidth).Should().Be((4, 6, 5, 5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Propagate_AndLoss_LeaveWhatTheyReturn(int layers)
    {
        using var model = Create(new DccfOptions { Layers = layers });
        var batch = SmallGraph.Batch();
        using var propagation = model.WithLayers(model.Ids);

        LiveTensors.ShouldStay(1 + (4 * layers), () => model.WithLayers(model.Ids));
        LiveTensors.ShouldStay(1, () => model.Loss(propagation, propagation.Embeddings, batch));
        model.eval();
        LiveTensors.ShouldStay(1, () => model.WithLayers(model.Ids));
        model.Ids.IsInvalid.Should().BeFalse();
    }

    [Fact]
    public void AStep_LeavesNothingBehind()
    {
        using var model = Create();
        var batch = SmallGraph.Batch();
        Step();

        LiveTensors.LeftBy(Step).Should().Be(0);

        void Step()
        {
            using var scope = NewDisposeScope();
            var propagation = model.WithLayers(model.Ids);
            model.Loss(propagation, propagation.Embeddings, batch).backward();
        }
    }

    [Fact]
    public void Options_HaveTheseDefaults()
    {
        var options = new DccfOptions();

        (options.Layers, options.Intents).Should().Be((2, 128));
        (options.Regularization, options.ContrastWeight, options.ContrastTemperature).Should().Be((1e-4, 1e-3, 0.1));
    }

    [Fact]
    public void Constructor_AndOptions_Throw_ForBadArguments()
    {
        new Action(() => _ = new Dccf(null!)).Should().Throw<ArgumentNullException>().WithParameterName("train");
        Throws("width", () => _ = new Dccf(SmallGraph.Train, width: 0));
        Throws("Layers", () => _ = new DccfOptions { Layers = -1 });
        Throws("Intents", () => _ = new DccfOptions { Intents = 0 });
        Throws("Regularization", () => _ = new DccfOptions { Regularization = -1e-6 });
        Throws("ContrastWeight", () => _ = new DccfOptions { ContrastWeight = double.NaN });
        Throws("ContrastTemperature", () => _ = new DccfOptions { ContrastTemperature = 0 });
        using var model = Create();
        model.Invoking(it => it.Propagate(null!)).Should().Throw<ArgumentNullException>().WithParameterName("ids");

        static void Throws(string parameter, Action create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }

    private static Tensor Loss(Dccf model)
    {
        var propagation = model.WithLayers(model.Ids);
        return model.Loss(propagation, propagation.Embeddings, SmallGraph.Batch());
    }

    private static double[,] Intents(Dccf model, string name) => model.get_parameter(name)!.ToArray();

    private static NaiveDccf Reference(
        int layers, double regularization = 0, double contrastWeight = 0, double temperature = 1) =>
        new(SmallGraph.Train, layers, regularization, contrastWeight, temperature);

    private static Dccf Create(DccfOptions? options = null)
    {
        using var generator = new Generator(7);
        return new Dccf(SmallGraph.Train, 5, options, generator);
    }
}
