using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class NodeScoresTests
{
    [Fact]
    public void Of_IsTheReferencePlusNoise_InValueAndGradient()
    {
        using var adjacency = InteractionGraph.Adjacency(SmallGraph.Train);
        var graph = InteractionGraph.Neighbors(SmallGraph.Train);
        var embeddings = Tensors.Random(SmallGraph.NodeCount, 5);
        var weights = Tensors.Random(SmallGraph.NodeCount, 1).squeeze(1);
        var noise = Noise();

        var (value, gradient) = Tensors.Differentiate(x => Scores().Of(x).dot(weights), embeddings);

        var factors = weights.ToVector();
        var expected = NaiveAutoCf.Scores(graph.ToDense(), embeddings.ToArray());
        value.ToDouble().Should().BeApproximately(expected.Zip(noise, factors).Sum(node => node.Third * (node.First + node.Second)), 1e-12);
        var slopes = NaiveAutoCf.Gradient(
            x => NaiveAutoCf.Scores(graph.ToDense(), x).Zip(factors, (score, weight) => score * weight).Sum(), embeddings.ToArray());
        Tensors.Difference(gradient, tensor(slopes)).Should().BeLessThan(1e-8);

        NodeScores Scores() => new(graph, adjacency, new Random(3));

        // Embeddings of zero have cosine 0 with anything.
        double[] Noise() =>
            Scores().Of(zeros(SmallGraph.NodeCount, 5, dtype: ScalarType.Float64)).add(Math.Log(2)).ToVector();
    }

    [Fact]
    public void Of_AddsGumbelNoise_AnewEachTime()
    {
        var graph = SymmetricGraph.Of(20_000, []);
        using var adjacency = SparseMatrix.FromSymmetric(graph, []);
        var scores = new NodeScores(graph, adjacency, new Random(3));
        var embeddings = zeros(20_000, 1, dtype: ScalarType.Float64);

        var (first, second) = (scores.Of(embeddings), scores.Of(embeddings));

        first.add(Math.Log(2)).mean().ToDouble().Should().BeApproximately(0.5772, 0.03); // Euler's constant
        first.std().ToDouble().Should().BeApproximately(Math.PI / Math.Sqrt(6), 0.03);
        Tensors.Difference(first, second).Should().BeGreaterThan(0.1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void Highest_AreTheHighest_AndAtMostAll(int count)
    {
        var scores = tensor(new[] { 0.3f, -1, 2, 0.5f, 1 });

        NodeScores.Highest(scores, count).Should().BeEquivalentTo(new[] { 2, 4, 3, 0, 1 }.Take(count));
    }

    [Fact]
    public void Of_LeavesOneLiveTensor()
    {
        using var adjacency = InteractionGraph.Adjacency(SmallGraph.Train);
        var scores = new NodeScores(InteractionGraph.Neighbors(SmallGraph.Train), adjacency, new Random(3));
        var embeddings = Tensors.Random(SmallGraph.NodeCount, 5);

        LiveTensors.ShouldStay(1, () => scores.Of(embeddings));
        LiveTensors.LeftBy(() => NodeScores.Highest(embeddings.select(1, 0), 3)).Should().Be(1); // the column asked for here
    }
}
