using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class MatrixFactorizationTests
{
    [Fact]
    public void Propagate_GivesTheIds_InANewTensor()
    {
        using var model = Create();

        using (var propagated = model.Propagate(model.Ids).Embeddings)
        {
            Tensors.Difference(propagated, model.Ids).Should().Be(0);
        }

        model.Ids.IsInvalid.Should().BeFalse("disposing the result leaves the argument alone");
    }

    [Fact]
    public void Loss_IsTheReference_InValueAndGradient()
    {
        using var model = Create(regularization: 0.01);

        var loss = model.Loss(model.Propagate(model.Ids), SmallGraph.Batch());
        loss.backward();

        var (value, gradient) = NaiveLightGcn.Loss(
            NaiveLightGcn.Adjacency(SmallGraph.Train), model.Ids.ToArray(), 0, 0.01, SmallGraph.UserCount, SmallGraph.Triplets);
        loss.ToDouble().Should().BeApproximately(value, 1e-5);
        Tensors.RelativeDifference(model.Ids.grad!, tensor(gradient)).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void Model_IsLightGcnWithoutLayers()
    {
        using var generator = new Generator(7);
        using var model = Create(regularization: 0.01);
        using var gcn = new LightGcn(SmallGraph.Train, 5, new LightGcnOptions { Layers = 0, Regularization = 0.01 }, generator: generator);

        var (ours, theirs) = (model.Propagate(model.Ids), gcn.Propagate(gcn.Ids));

        Tensors.Difference(ours.Embeddings, theirs.Embeddings).Should().Be(0);
        Tensors.Difference(model.Loss(ours, SmallGraph.Batch()), gcn.Loss(theirs, SmallGraph.Batch())).Should().Be(0);
    }

    [Fact]
    public void StateDict_HasTheseKeys()
    {
        using var model = Create();

        model.state_dict().Keys.Should().Equal("ids");
    }

    [Fact]
    public void Propagate_AndLoss_LeaveOneLiveTensor()
    {
        using var model = Create();
        var batch = SmallGraph.Batch();

        LiveTensors.ShouldStay(1, () => model.Propagate(model.Ids));
        LiveTensors.ShouldStay(1, () => model.Loss(new Propagation { Embeddings = model.Ids }, batch));
    }

    [Fact]
    public void Constructor_Throws_ForBadArguments()
    {
        new Action(() => _ = new MatrixFactorization(null!)).Should().Throw<ArgumentNullException>().WithParameterName("train");
        new Action(() => _ = new MatrixFactorization(SmallGraph.Train, width: 0)).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName("width");
        new Action(() => _ = new BackboneOptions { Regularization = -1 }).Should().Throw<ArgumentOutOfRangeException>()
            .WithMessage("Expected Regularization finite and ≥ 0*").WithParameterName("Regularization");
    }

    private static MatrixFactorization Create(double regularization = 1e-6)
    {
        using var generator = new Generator(7);
        return new MatrixFactorization(SmallGraph.Train, 5, new BackboneOptions { Regularization = regularization }, generator);
    }
}
