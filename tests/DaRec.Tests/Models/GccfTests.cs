using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class GccfTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Propagate_ConcatenatesTheLayers_OfTheGraphWithSelfLoops(int layers)
    {
        using var model = Create(layers);
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);

        var embeddings = model.Propagate(ids).Embeddings;

        model.EmbeddingWidth.Should().Be(5 * (layers + 1));
        var (graph, layer) = (SelfLooped(), ids.ToArray());
        for (var l = 0; l <= layers; l++)
        {
            Tensors.Difference(embeddings.narrow(1, 5 * l, 5), tensor(layer)).Should().BeLessThan(1e-6);
            layer = NaiveViews.Product(graph, layer);
        }
    }

    [Fact]
    public void Loss_IsTheReference_InValueAndGradient()
    {
        using var model = Create(2, regularization: 0.01);

        var loss = model.Loss(model.Propagate(model.Ids), SmallGraph.Batch());
        loss.backward();

        var ids = model.Ids.ToArray();
        loss.ToDouble().Should().BeApproximately(Reference(ids), 1e-5);
        Tensors.RelativeDifference(model.Ids.grad!, tensor(NumericGradient.Of(Reference, ids))).Should().BeLessThan(1e-4);
    }

    [Fact]
    public void Propagate_IsTheSame_InTrainingAndEvaluation()
    {
        using var model = Create(2);
        using var trained = model.Propagate(model.Ids);
        model.eval();

        Tensors.Difference(model.Propagate(model.Ids).Embeddings, trained.Embeddings).Should().Be(0);
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var model = Create(2);

        model.state_dict().Keys.Should().Equal("ids");
    }

    [Fact]
    public void Propagate_AndLoss_LeaveOneLiveTensor()
    {
        using var model = Create(2);
        var batch = SmallGraph.Batch();
        var propagation = model.Propagate(model.Ids);

        LiveTensors.ShouldStay(1, () => model.Propagate(model.Ids));
        LiveTensors.ShouldStay(1, () => model.Loss(propagation, batch));
    }

    // By inner products of concatenated layers: a product of each layer with itself.
    private static double Reference(double[,] ids)
    {
        var (graph, layers) = (SelfLooped(), new List<double[,]> { ids });
        layers.Add(NaiveViews.Product(graph, layers[0]));
        layers.Add(NaiveViews.Product(graph, layers[1]));
        var loss = ids.Cast<double>().Sum(x => 0.01 * x * x);
        foreach (var (user, positive, negative) in SmallGraph.Triplets)
        {
            var (p, n) = (SmallGraph.UserCount + positive, SmallGraph.UserCount + negative);
            var margin = layers.Sum(layer => Enumerable.Range(0, 5).Sum(c => layer[user, c] * (layer[p, c] - layer[n, c])));
            loss += Math.Log(1 + Math.Exp(-margin)) / SmallGraph.Triplets.Length;
        }

        return loss;
    }

    // 1/√((d_i + 1)(d_j + 1)) where i and j are neighbours or the same.
    private static double[,] SelfLooped()
    {
        var plain = NaiveLightGcn.Adjacency(SmallGraph.Train);
        var degrees = Enumerable.Range(0, SmallGraph.NodeCount)
            .Select(i => Enumerable.Range(0, SmallGraph.NodeCount).Count(j => plain[i, j] > 0)).ToArray();
        var graph = new double[SmallGraph.NodeCount, SmallGraph.NodeCount];
        for (var i = 0; i < SmallGraph.NodeCount; i++)
        {
            for (var j = 0; j < SmallGraph.NodeCount; j++)
            {
                graph[i, j] = i == j || plain[i, j] > 0 ? 1 / Math.Sqrt((degrees[i] + 1) * (degrees[j] + 1)) : 0;
            }
        }

        return graph;
    }

    private static Gccf Create(int layers, double regularization = 1e-6)
    {
        using var generator = new Generator(7);
        return new Gccf(SmallGraph.Train, 5, new GccfOptions { Layers = layers, Regularization = regularization }, generator);
    }
}
