using DaRec.Distributed;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Distributed;

/// <summary>An aligner that processes share gives the terms, gradients and weights of one.</summary>
public class SharedAlignerTests
{
    private const int Steps = 4;

    [Theory]
    [InlineData("all", 2)]
    [InlineData("all", 4)]
    [InlineData("paper", 2)]
    [InlineData("paper-normalized", 3)]
    [InlineData("dense", 2)]
    public void Align_OfProcesses_EqualsOne_InFloat64(string options, int size) => ShouldEqualOne(options, size, ScalarType.Float64, 1e-12);

    [Theory]
    [InlineData("all", 2)]
    [InlineData("paper", 4)]
    public void Align_OfProcesses_EqualsOne_InFloat32(string options, int size) => ShouldEqualOne(options, size, ScalarType.Float32, 1e-6);

    [Fact]
    public void Align_DrawsTheSameRows_FromOtherSeeds()
    {
        using var material = new AlignerMaterial();

        var values = ProcessThreads.Run(3, processes =>
        {
            using var generator = new Generator((ulong)(10 + processes.Rank));
            using var aligner = new DaRecAligner(
                AlignerMaterial.Width,
                material.Interactions,
                material.ItemTexts,
                options: AlignerMaterial.AllTerms,
                generator: generator,
                communicator: processes);
            return Enumerable.Range(0, 3).Select(_ =>
            {
                using var alignment = aligner.Align(material.UserRows, material.ItemRows);
                return alignment.ToValues().Total;
            }).ToArray();
        });

        values.Should().AllSatisfy(of => of.Should().Equal(values[0]));
        values[0].Should().OnlyHaveUniqueItems();
    }

    private static void ShouldEqualOne(string options, int size, ScalarType dtype, double tolerance)
    {
        using var material = new AlignerMaterial(dtype);
        var (values, weights) = Train(material, options, dtype, null);

        var shared = ProcessThreads.Run(size, processes => Train(material, options, dtype, processes));

        shared.Should().AllSatisfy(one =>
        {
            one.Values.Zip(values).Should().AllSatisfy(pair => pair.First.Should().BeApproximately(pair.Second, tolerance * Math.Max(1, Math.Abs(pair.Second))));
            one.Weights.Zip(weights).Should().AllSatisfy(pair => Tensors.Difference(pair.First, pair.Second).Should().BeLessThan(tolerance));
        });
    }

    // Plain gradient descent: Adam would divide what rounding leaves of a zero by itself.
    private static (double[] Values, Tensor[] Weights) Train(AlignerMaterial material, string options, ScalarType dtype, ICommunicator? processes)
    {
        using var generator = new Generator(5);
        var chosen = options == "dense" ? AlignerMaterial.AllTerms with { Kernel = LossKernel.Dense } : AlignerMaterial.Of(options);
        using var aligner = new DaRecAligner(
            AlignerMaterial.Width, material.Interactions, material.ItemTexts, material.UserTexts, chosen, generator: generator, communicator: processes);
        aligner.to(dtype);
        var (users, items) = (material.UserRows.Leaf(), material.ItemRows.Leaf());
        Tensor[] weights = [users, items, .. aligner.parameters()];
        var values = new List<double>();
        for (var step = 0; step < Steps; step++)
        {
            using var scope = NewDisposeScope();
            var alignment = aligner.Align(users, items);
            foreach (var weight in weights)
            {
                weight.grad = null;
            }

            alignment.Total.backward();
            (processes ?? SingleProcess.Instance).SumGradients(weights);
            using (no_grad())
            {
                foreach (var weight in weights.Where(weight => weight.grad is not null))
                {
                    weight.sub_(weight.grad!.mul(options == "paper" ? 1e-5 : 0.1)); // the paper's sums over pairs are large
                }
            }

            values.AddRange([.. alignment.ToValues().Terms().Select(term => term.Value), alignment.ToValues().Total]);
        }

        return ([.. values], [.. weights.Select(weight => weight.detach().clone())]);
    }
}
