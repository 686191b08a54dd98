using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Naive;
using DaRec.Losses;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Benchmarks;

/// <summary>What the library is compared with computes the same.</summary>
public sealed class NaiveFormsTests
{
    private const double Tolerance = 1e-9;

    private readonly Tensor _rows = Tensors.Random(23, 5, seed: 1);
    private readonly Tensor _others = Tensors.Random(23, 5, seed: 2);

    [Fact]
    public void Uniformity_HasTheLibrarysValueAndGradient()
    {
        ShouldAgree(NaiveUniformity.ByProducts, new UniformityLoss().call);
        ShouldAgree(NaiveUniformity.ByDistances, new UniformityLoss().call);
    }

    [Fact]
    public void GlobalStructure_HasTheLibrarysValueAndGradients()
    {
        var loss = new GlobalStructureLoss();

        ShouldAgree(rows => NaiveGlobalStructure.Loss(rows, _others), rows => loss.call(rows, _others));
        ShouldAgree(rows => NaiveGlobalStructure.Loss(_others, rows), rows => loss.call(_others, rows));
    }

    [Fact]
    public void Neighborhood_HasTheLibrarysValueAndGradient()
    {
        var loss = new NeighborhoodStructureLoss();

        ShouldAgree(rows => NaiveNeighborhood.Loss(rows, _others), rows => loss.call(rows, _others));
    }

    [Fact]
    public void InfoNce_HasTheLibrarysValueAndGradients()
    {
        var loss = new InfoNceLoss();

        ShouldAgree(rows => NaiveInfoNce.Loss(rows, _others), rows => loss.InBatch(rows, _others));
        ShouldAgree(rows => NaiveInfoNce.Loss(_others, rows), rows => loss.InBatch(_others, rows));
    }

    [Fact]
    public void CoordinateGraph_HasTheEntriesOfTheLibrarysGraph()
    {
        var train = LongTail.Draw(20, 30, 150, seed: 1);
        using var ours = InteractionGraph.NormalizedAdjacency(train);
        using var theirs = CoordinateGraph.Of(train);

        Tensors.Difference(theirs.to_dense(), ours.ToDense()).Should().BeLessThan(1e-7);
    }

    private void ShouldAgree(Func<Tensor, Tensor> naive, Func<Tensor, Tensor> library)
    {
        var (value, gradient) = Tensors.Differentiate(naive, _rows);
        var (expectedValue, expectedGradient) = Tensors.Differentiate(library, _rows);

        value.ToDouble().Should().BeApproximately(expectedValue.ToDouble(), Tolerance);
        Tensors.RelativeDifference(gradient, expectedGradient).Should().BeLessThan(Tolerance);
    }
}
