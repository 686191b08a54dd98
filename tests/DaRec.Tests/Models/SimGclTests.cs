using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class SimGclTests
{
    private static readonly SimGclOptions Options = new() { Layers = 2, Regularization = 0.01, ContrastWeight = 0.3, Noise = 0.4 };

    [Fact]
    public void Loss_IsTheReference_InValueAndGradient()
    {
        using var model = Create();
        var powers = model.WithViews(eye(SmallGraph.NodeCount, dtype: ScalarType.Float64)).Embeddings.ToArray();

        var propagation = model.WithViews(model.Ids);
        var loss = model.Loss(propagation, SmallGraph.Batch());
        loss.backward();

        // Noise is a constant: what the views have above E^C.
        var ids = model.Ids.ToArray();
        var clean = propagation.Embeddings;
        var (first, second) = (propagation.FirstView!.sub(clean).ToArray(), propagation.SecondView!.sub(clean).ToArray());
        loss.ToDouble().Should().BeApproximately(Reference(ids), 1e-5);
        Tensors.RelativeDifference(model.Ids.grad!, tensor(NumericGradient.Of(Reference, ids))).Should().BeLessThan(1e-4);

        double Reference(double[,] at) => NaiveViews.Loss(
            at,
            powers,
            x => Sum(NaiveViews.Product(powers, x), first),
            x => Sum(NaiveViews.Product(powers, x), second),
            SmallGraph.Triplets,
            SmallGraph.UserCount,
            0.01,
            0.3,
            0.2,
            withNegatives: false);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.9)]
    public void Noise_HasItsLength_AndTheSignOfTheEmbedding(double length)
    {
        using var model = Create(Options with { Layers = 1, Noise = length });
        using var gcn = new LightGcn(SmallGraph.Train, 5, new LightGcnOptions { Layers = 1, KeepProbability = 1 });
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);

        var propagation = model.WithViews(ids);

        // With one layer a view is E⁰ + Â E⁰ + noise; nodes without neighbours have Â E⁰ = 0, whose sign is 0.
        var smooth = gcn.Propagate(ids).Embeddings.sub(ids);
        var noise = propagation.FirstView!.sub(propagation.Embeddings);
        var lengths = noise.norm(1, keepdim: false, p: 2).ToVector();
        var isAlone = smooth.norm(1, keepdim: false, p: 2).ToVector().Select(norm => norm == 0).ToArray();
        isAlone.Count(alone => alone).Should().BePositive();
        lengths.Zip(isAlone).Should().OnlyContain(pair => Math.Abs(pair.First - (pair.Second ? 0 : length)) < 1e-6);
        noise.mul(smooth).ge(0).all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Views_AreThoseOfTheSeed_AndEmbeddingsHaveNoNoise()
    {
        using var model = Create();
        using var same = Create();
        using var other = Create(seed: 5);
        using var silent = Create(Options with { Noise = 0 });
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);

        var (first, again, different, plain) = (model.WithViews(ids), same.WithViews(ids), other.WithViews(ids), silent.WithViews(ids));

        Tensors.Difference(again.SecondView!, first.SecondView!).Should().Be(0);
        Tensors.Difference(first.FirstView!, first.SecondView!).Should().BeGreaterThan(0.01);
        Tensors.Difference(different.FirstView!, first.FirstView!).Should().BeGreaterThan(0.01);
        Tensors.Difference(first.Embeddings, plain.Embeddings).Should().Be(0);
        Tensors.Difference(plain.FirstView!, plain.Embeddings).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Propagate_GivesNoViews_InEvaluation()
    {
        using var model = Create();
        model.eval();

        var propagation = model.WithViews(model.Ids);

        (propagation.FirstView, propagation.SecondView).Should().Be((null, null));
    }

    [Fact]
    public void Propagate_AndLoss_LeaveTheirResults()
    {
        using var model = Create();
        var batch = SmallGraph.Batch();
        var propagation = model.WithViews(model.Ids);

        LiveTensors.ShouldStay(3, () => model.WithViews(model.Ids));
        LiveTensors.ShouldStay(1, () => model.Loss(propagation, batch));
    }

    [Fact]
    public void StateDict_HasTheseKeys_AndNoiseItsRange()
    {
        using var model = Create();

        model.state_dict().Keys.Should().Equal("ids");
        new Action(() => _ = new SimGclOptions { Noise = -0.1 }).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("Noise");
    }

    private static double[,] Sum(double[,] a, double[,] b)
    {
        var sum = (double[,])a.Clone();
        for (var i = 0; i < a.GetLength(0); i++)
        {
            for (var j = 0; j < a.GetLength(1); j++)
            {
                sum[i, j] += b[i, j];
            }
        }

        return sum;
    }

    private static SimGcl Create(SimGclOptions? options = null, ulong seed = 4)
    {
        using var generator = new Generator(seed);
        return new SimGcl(SmallGraph.Train, 5, options ?? Options, generator);
    }
}
