using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class SglTests
{
    private static readonly SglOptions Options = new() { Layers = 2, Regularization = 0.01, ContrastWeight = 0.3, KeepProbability = 0.6 };

    [Fact]
    public void Loss_IsTheReference_InValueAndGradient()
    {
        using var model = Create();
        using var twin = Create(); // the same graphs, as matrices
        var powers = twin.WithViews(eye(SmallGraph.NodeCount, dtype: ScalarType.Float64));
        var (clean, first, second) = (powers.Embeddings.ToArray(), powers.FirstView!.ToArray(), powers.SecondView!.ToArray());

        var loss = model.Loss(model.WithViews(model.Ids), SmallGraph.Batch());
        loss.backward();

        var ids = model.Ids.ToArray();
        loss.ToDouble().Should().BeApproximately(Reference(ids), 1e-5);
        Tensors.RelativeDifference(model.Ids.grad!, tensor(NumericGradient.Of(Reference, ids))).Should().BeLessThan(1e-4);

        double Reference(double[,] at) => NaiveViews.Loss(
            at,
            clean,
            x => NaiveViews.Product(first, x),
            x => NaiveViews.Product(second, x),
            SmallGraph.Triplets,
            SmallGraph.UserCount,
            0.01,
            0.3,
            0.2,
            withNegatives: true);
    }

    [Fact]
    public void Propagate_GivesLightGcnOfTheWholeGraph_AndTwoViewsOfDroppedEdges()
    {
        using var model = Create();
        using var gcn = new LightGcn(SmallGraph.Train, 5, new LightGcnOptions { Layers = 2, KeepProbability = 1 });
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);

        var propagation = model.WithViews(ids);

        Tensors.Difference(propagation.Embeddings, gcn.Propagate(ids).Embeddings).Should().Be(0);
        Tensors.Difference(propagation.FirstView!, propagation.SecondView!).Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Views_AreThoseOfTheSeed_AndOfTheWholeGraphWhereAllIsKept()
    {
        using var model = Create();
        using var same = Create();
        using var other = Create(seed: 5);
        using var whole = Create(Options with { KeepProbability = 1 });
        var ids = Tensors.Random(SmallGraph.NodeCount, 5);
        var (first, second) = (model.WithViews(ids), model.WithViews(ids));

        Tensors.Difference(same.WithViews(ids).SecondView!, first.SecondView!).Should().Be(0);
        Tensors.Difference(same.WithViews(ids).FirstView!, second.FirstView!).Should().Be(0);
        Tensors.Difference(other.WithViews(ids).FirstView!, first.FirstView!).Should().BeGreaterThan(0.01);
        var untouched = whole.WithViews(ids);
        Tensors.Difference(untouched.FirstView!, untouched.Embeddings).Should().Be(0);
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
    public void Loss_IsTheRankingLossAlone_WithoutContrastWeight()
    {
        using var model = Create(Options with { ContrastWeight = 0 });
        using var gcn = new LightGcn(SmallGraph.Train, 5, new LightGcnOptions { Regularization = 0.01 });

        var propagation = model.WithViews(model.Ids);

        var ranked = gcn.Loss(new Propagation { Embeddings = propagation.Embeddings }, SmallGraph.Batch())
            .sub(gcn.Ids.square().sum().mul(0.01));
        Tensors.Difference(model.Loss(propagation, SmallGraph.Batch()), ranked.add(model.Ids.square().sum().mul(0.01)))
            .Should().BeLessThan(1e-6);
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
    public void StateDict_HasTheseKeys()
    {
        using var model = Create();

        model.state_dict().Keys.Should().Equal("ids");
    }

    [Fact]
    public void Options_Throw_ForBadValues()
    {
        Throws("KeepProbability", () => _ = new SglOptions { KeepProbability = 0 });
        Throws("ContrastWeight", () => _ = new SglOptions { ContrastWeight = -1 });
        Throws("ContrastTemperature", () => _ = new SglOptions { ContrastTemperature = 0 });
        Throws("Layers", () => _ = new SglOptions { Layers = -1 });

        static void Throws(string parameter, Action create) =>
            create.Should().Throw<ArgumentOutOfRangeException>().WithParameterName(parameter);
    }

    private static Sgl Create(SglOptions? options = null, ulong seed = 4)
    {
        using var generator = new Generator(seed);
        return new Sgl(SmallGraph.Train, 5, options ?? Options, generator);
    }
}
