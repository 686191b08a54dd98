using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class LightGcnTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Propagate_IsTheDenseSumOfPowers(int layers)
    {
        using var model = Create(layers: layers, keepProbability: 1);
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);

        var propagated = model.Propagate(ids).Embeddings;

        var expected = NaiveLightGcn.Propagate(NaiveLightGcn.Adjacency(SmallGraph.Train), ids.ToArray(), layers);
        Tensors.Difference(propagated, tensor(expected)).Should().BeLessThan(1e-6); // entries of Â are float32
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(3, 0)]
    [InlineData(3, 0.01)]
    public void Loss_IsTheReference_InValueAndGradient(int layers, double regularization)
    {
        using var model = Create(layers: layers, regularization: regularization, keepProbability: 1);

        var loss = model.Loss(model.Propagate(model.Ids), SmallGraph.Batch());
        loss.backward();

        var (value, gradient) = NaiveLightGcn.Loss(
            NaiveLightGcn.Adjacency(SmallGraph.Train), model.Ids.ToArray(), layers, regularization, SmallGraph.UserCount, SmallGraph.Triplets);
        loss.ToDouble().Should().BeApproximately(value, 1e-5);
        Tensors.RelativeDifference(model.Ids.grad!, tensor(gradient)).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Propagate_DropsNothing_InEvaluation()
    {
        using var model = Create(keepProbability: 0.3);
        using var whole = Create(keepProbability: 1);
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);
        model.eval();

        Tensors.Difference(model.Propagate(ids).Embeddings, whole.Propagate(ids).Embeddings).Should().Be(0);
    }

    [Fact]
    public void Propagate_DropsAnew_InEachTrainingStep_AsTheSeedSays()
    {
        using var model = Create(keepProbability: 0.5, seed: 4);
        using var same = Create(keepProbability: 0.5, seed: 4);
        using var other = Create(keepProbability: 0.5, seed: 5);
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);

        var (first, second) = (model.Propagate(ids).Embeddings, model.Propagate(ids).Embeddings);

        Tensors.Difference(same.Propagate(ids).Embeddings, first).Should().Be(0);
        Tensors.Difference(same.Propagate(ids).Embeddings, second).Should().Be(0);
        Tensors.Difference(first, second).Should().BeGreaterThan(0.01);
        Tensors.Difference(other.Propagate(ids).Embeddings, first).Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Propagate_UsesOneGraph_InAllLayersOfAStep()
    {
        using var model = Create(layers: 2, keepProbability: 0.5, seed: 4);
        using var single = Create(layers: 1, keepProbability: 0.5, seed: 4);
        var identity = eye(SmallGraph.NodeCount, dtype: ScalarType.Float64);

        var propagated = model.Propagate(identity).Embeddings;

        var dropped = single.Propagate(identity).Embeddings.sub(identity); // (10, 10), the graph of this step
        Tensors.Difference(propagated, identity.add(dropped).add(dropped.mm(dropped))).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Ids_AreTheSame_ForTheSameGeneratorState_AndXavierUniform()
    {
        using var a = Create();
        using var b = Create();

        a.Ids.shape.Should().Equal(SmallGraph.NodeCount, 5);
        Tensors.Difference(a.Ids, b.Ids).Should().Be(0);
        LargestOf(0, SmallGraph.UserCount).Should().BeInRange(0.2, Math.Sqrt(6.0 / (SmallGraph.UserCount + 5)));
        LargestOf(SmallGraph.UserCount, 6).Should().BeInRange(0.2, Math.Sqrt(6.0 / (6 + 5)));

        double LargestOf(long start, long count) => a.Ids.narrow(0, start, count).abs().max().ToDouble();
    }

    [Fact]
    public void Ids_OutliveTheScopeTheyWereCreatedIn()
    {
        LightGcn model;
        using (NewDisposeScope())
        {
            model = Create();
        }

        model.Propagate(model.Ids).Embeddings.shape.Should().Equal(SmallGraph.NodeCount, 5);
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var model = Create();

        model.state_dict().Keys.Should().Equal("ids");
        (model.UserCount, model.ItemCount, model.Width).Should().Be((4, 6, 5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Propagate_AndLoss_LeaveOneLiveTensor(int layers)
    {
        using var model = Create(layers: layers, keepProbability: 0.5);
        var batch = SmallGraph.Batch();
        var propagation = model.Propagate(model.Ids);

        LiveTensors.ShouldStay(1, () => model.Propagate(model.Ids).Embeddings);
        LiveTensors.ShouldStay(1, () => model.Loss(propagation, batch));
        model.Ids.IsInvalid.Should().BeFalse();
    }

    [Fact]
    public void Constructor_Throws_ForBadArguments()
    {
        new Action(() => _ = new LightGcn(null!)).Should().Throw<ArgumentNullException>().WithParameterName("train");
        Throws("width", () => _ = new LightGcn(SmallGraph.Train, width: 0));
        Throws("Layers", () => _ = new LightGcnOptions { Layers = -1 });
        Throws("Regularization", () => _ = new LightGcnOptions { Regularization = -1e-6 });
        Throws("Regularization", () => _ = new LightGcnOptions { Regularization = double.NaN });
        Throws("Regularization", () => _ = new LightGcnOptions { Regularization = double.PositiveInfinity });
        Throws("KeepProbability", () => _ = new LightGcnOptions { KeepProbability = 0 });
        Throws("KeepProbability", () => _ = new LightGcnOptions { KeepProbability = 1.5 });
        Throws("KeepProbability", () => _ = new LightGcnOptions { KeepProbability = double.NaN });

        static void Throws(string parameter, Action create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }

    private static LightGcn Create(int layers = 3, double regularization = 1e-6, double keepProbability = 0.8, ulong seed = 7)
    {
        using var generator = new Generator(seed);
        var options = new LightGcnOptions { Layers = layers, Regularization = regularization, KeepProbability = keepProbability };
        return new LightGcn(SmallGraph.Train, 5, options, generator);
    }
}
