using DaRec.Recommenders.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class LightCcfTests
{
    private const double Regularization = 0.01;
    private const double Weight = 0.7;
    private const double Temperature = 0.3;

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Loss_IsTheReference_InValueAndGradient(int layers)
    {
        using var model = Create(layers, Weight);

        using var propagation = model.Propagate(model.Ids);
        var loss = model.Loss(propagation, SmallGraph.Batch());
        loss.backward();

        var ids = model.Ids.ToArray();
        loss.ToDouble().Should().BeApproximately(Reference(ids), 1e-5);
        Tensors.RelativeDifference(model.Ids.grad!, tensor(NumericGradient.Of(Reference, ids))).Should().BeLessThan(1e-4);

        double Reference(double[,] at)
        {
            var adjacency = NaiveLightGcn.Adjacency(SmallGraph.Train);
            var (ranking, _) = NaiveLightGcn.Loss(adjacency, at, layers, Regularization, SmallGraph.UserCount, SmallGraph.Triplets);
            return ranking + (Weight * Contrast(NaiveLightGcn.Propagate(adjacency, at, layers)));
        }
    }

    [Fact]
    public void Loss_WithoutWeight_IsThatOfLightGcn()
    {
        using var model = Create(2, 0);
        using var generator = new Generator(7);
        using var plain = new LightGcn(
            SmallGraph.Train, 5, new LightGcnOptions { Layers = 2, KeepProbability = 1, Regularization = Regularization }, generator);

        using var propagation = model.Propagate(model.Ids);
        using var other = plain.Propagate(plain.Ids);

        model.Loss(propagation, SmallGraph.Batch()).ToDouble().Should().Be(plain.Loss(other, SmallGraph.Batch()).ToDouble());
    }

    private static LightCcf Create(int layers, double weight)
    {
        using var generator = new Generator(7);
        var options = new LightCcfOptions
        {
            Layers = layers,
            Regularization = Regularization,
            ContrastWeight = weight,
            ContrastTemperature = Temperature,
        };
        return new LightCcf(SmallGraph.Train, 5, options, generator);
    }

    private static double Contrast(double[,] rows)
    {
        return SmallGraph.Triplets.Average(one =>
            Math.Log(SmallGraph.Triplets.Sum(other =>
                Math.Exp((Cosine(one.User, Item(other)) + Cosine(one.User, other.User)) / Temperature)))
            - (Cosine(one.User, Item(one)) / Temperature));

        static int Item((int User, int Positive, int Negative) triplet) => SmallGraph.UserCount + triplet.Positive;

        double Cosine(int a, int b) => Product(a, b) / Math.Sqrt(Product(a, a) * Product(b, b));

        double Product(int a, int b) => Enumerable.Range(0, rows.GetLength(1)).Sum(c => rows[a, c] * rows[b, c]);
    }
}
