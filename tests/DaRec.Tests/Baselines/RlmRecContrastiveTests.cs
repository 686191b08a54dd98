using DaRec.Data;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Tests.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Baselines;

public class RlmRecContrastiveTests
{
    private static readonly RlmRecContrastiveOptions Options = new() { Weight = 0.4, Temperature = 0.3, Penalty = 0.02 };

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Align_IsTheReference_InValueAndGradient(bool users, bool items)
    {
        using var backbone = BaselineData.Backbone();
        using var data = BaselineData.Create(users, items);
        using var baseline = Create(backbone, data);
        var embeddings = Tensors.Random(SmallGraph.NodeCount, 5, 3, ScalarType.Float32).Leaf();

        using var losses = baseline.Align(embeddings, SmallGraph.Batch())!;
        losses.Total.backward();

        var texts = cat([Projected(baseline, data, true), Projected(baseline, data, false)], 0).ToArray();
        var penalty = 0.02 * baseline.parameters().Sum(parameter => parameter.square().sum().ToDouble());
        losses.Total.ToDouble().Should().BeApproximately((0.4 * Term(embeddings.ToArray())) + penalty, 1e-5);
        losses.Terms.Single().Key.Should().Be("contrast");
        losses.Terms.Single().Value.ToDouble().Should().BeApproximately(Term(embeddings.ToArray()), 1e-5);
        var expected = NumericGradient.Of(at => 0.4 * Term(at), embeddings.ToArray());
        Tensors.RelativeDifference(embeddings.grad!, tensor(expected)).Should().BeLessThan(1e-4);

        // Users against all users' texts; items and negatives against the batch's.
        double Term(double[,] at)
        {
            var (term, first) = (0.0, SmallGraph.UserCount);
            if (users)
            {
                term += Contrast([.. SmallGraph.Triplets.Select(triplet => triplet.User)], [.. Enumerable.Range(0, first)]);
            }

            if (items)
            {
                int[] positives = [.. SmallGraph.Triplets.Select(triplet => first + triplet.Positive)];
                int[] negatives = [.. SmallGraph.Triplets.Select(triplet => first + triplet.Negative)];
                term += Contrast(positives, positives) + Contrast(negatives, negatives);
            }

            return term;

            double Contrast(int[] rows, int[] candidates) => NaiveContrast.InfoNce(
                NaiveContrast.Take(at, rows), NaiveContrast.Take(texts, rows), NaiveContrast.Take(texts, candidates), 0.3);
        }
    }

    [Fact]
    public void Align_TrainsTheNetwork()
    {
        using var backbone = BaselineData.Backbone();
        using var data = BaselineData.Create();
        using var baseline = Create(backbone, data);

        using var losses = baseline.Align(backbone.Propagate(backbone.Ids).Embeddings, SmallGraph.Batch())!;
        losses.Total.backward();

        baseline.parameters().Should().OnlyContain(parameter => parameter.grad!.abs().sum().ToDouble() > 0);
    }

    [Fact]
    public void Network_IsAsWideAsWhatTheBackboneGives()
    {
        using var backbone = new Gccf(SmallGraph.Train, 5, new GccfOptions { Layers = 2 });
        using var data = BaselineData.Create();
        using var baseline = Create(backbone, data);

        baseline.state_dict().ToDictionary(pair => pair.Key, pair => string.Join(",", pair.Value.shape)).Should().Equal(
            new Dictionary<string, string>
            {
                ["text_network.0.weight"] = "11,7", // half way from 7 to 15
                ["text_network.0.bias"] = "11",
                ["text_network.1.weight"] = "15,11",
                ["text_network.1.bias"] = "15",
            });
    }

    [Fact]
    public void Inject_AndRepresent_ChangeNothing()
    {
        using var backbone = BaselineData.Backbone();
        using var data = BaselineData.Create();
        using var baseline = Create(backbone, data);

        Tensors.Difference(baseline.Inject(backbone.Ids), backbone.Ids).Should().Be(0);
        Tensors.Difference(baseline.Represent(backbone.Ids), backbone.Ids).Should().Be(0);
    }

    [Fact]
    public void Align_LeavesTotalAndTerm()
    {
        using var backbone = BaselineData.Backbone();
        using var data = BaselineData.Create();
        using var baseline = Create(backbone, data);
        var (embeddings, batch) = (backbone.Propagate(backbone.Ids).Embeddings, SmallGraph.Batch());

        LiveTensors.ShouldStay(2, () => baseline.Align(embeddings, batch)!);
    }

    [Fact]
    public void Constructor_Throws_ForDataThatDoNotFit()
    {
        using var backbone = BaselineData.Backbone();
        using var bare = BaselineData.Create(false, false);
        using var other = new MatrixFactorization(Interactions.FromPairs([0], [0], 2, 2), 5);
        using var data = BaselineData.Create();

        new Action(() => Create(backbone, bare)).Should().Throw<ArgumentException>().WithParameterName("data")
            .WithMessage("Expected data with embeddings*");
        new Action(() => Create(other, data)).Should().Throw<ArgumentException>().WithParameterName("backbone");
        new Action(() => _ = new RlmRecContrastiveOptions { Weight = -1 }).Should().Throw<ArgumentOutOfRangeException>();
        new Action(() => _ = new RlmRecContrastiveOptions { Temperature = 0 }).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static RlmRecContrastive Create(Backbone backbone, Dataset data)
    {
        using var generator = new Generator(3);
        return new RlmRecContrastive(backbone, data, Options, generator);
    }

    // What the network makes of a side's texts, or zeros where it has none.
    private static Tensor Projected(RlmRecContrastive baseline, Dataset data, bool users)
    {
        var (texts, count) = users ? (data.UserEmbeddings, data.UserCount) : (data.ItemEmbeddings, data.ItemCount);
        if (texts is null)
        {
            return zeros(count, 5);
        }

        var weights = baseline.state_dict();
        var hidden = texts.Block(0, count).mm(weights["text_network.0.weight"].t()).add(weights["text_network.0.bias"]);
        var active = hidden.clamp_min(0).add(hidden.clamp_max(0).mul(0.01));
        return active.mm(weights["text_network.1.weight"].t()).add(weights["text_network.1.bias"]);
    }
}
