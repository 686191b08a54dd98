using System.Runtime.InteropServices;
using DaRec.Internal;
using DaRec.Kernels;
using DaRec.Losses;
using DaRec.Recommenders.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Kernels;

/// <summary>What all fast kernels keep: results that do not depend on threads, and memory in proportion to their rows.</summary>
public class KernelLawsTests
{
    private static readonly UniformityLoss Uniformity = new();
    private static readonly NeighborhoodStructureLoss Neighborhood = new();

    public static TheoryData<string, long> Kernels => new()
    {
        { "uniformity", 3 },
        { "uniformity", 700 },
        { "neighborhood", 3 },
        { "neighborhood", 700 },
        { "global", 700 },
        { "orthogonality", 700 },
        { "centers", 700 },
        { "means", 700 },
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Results_AreTheSame_ToTheLastBit_WhateverTheThreads(string kernel, long n)
    {
        foreach (var dtype in new[] { ScalarType.Float32, ScalarType.Float64 })
        {
            Threads.ShouldNotMatter(() => MemoryMarshal.AsBytes(Run(kernel, n, dtype).AsSpan()).ToArray());
        }
    }

    [Fact]
    public void Uniformity_RentsMemoryInProportionToItsRows()
    {
        const long n = 3000;
        var before = NativeBlocks.Rented;

        Tensors.Differentiate(Uniformity.call, Tensors.Random(n, 32, dtype: ScalarType.Float32));

        // Rows twice and sums, 3 n d, and two numbers a row; blocks are up to a quarter larger.
        (NativeBlocks.Rented - before).Should().BeInRange(1, 5 * ((3 * 32) + 3) * (n + 48) * sizeof(float) / 4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void Neighborhood_RentsMemoryInProportionToItsRows_AndWhatItMayKeep(long keptBytes)
    {
        const long n = 3000;
        var (ours, texts) = (Tensors.Random(n, 32, 1, ScalarType.Float32), Tensors.Random(n, 64, 2, ScalarType.Float32));
        var before = NativeBlocks.Rented;

        NeighborhoodSweep<float>.ValueAndGradient(ours, texts, 0.1, needsGradient: true, keptBytes);

        (NativeBlocks.Rented - before).Should()
            .BeInRange(1, (5 * ((3 * 32) + (2 * 64) + 8) * (n + 48) * sizeof(float) / 4) + (5 * keptBytes / 4));
    }

    [Theory]
    [InlineData("uniformity")]
    [InlineData("neighborhood")]
    public void SecondCalls_AllocateNextToNothing_WhateverTheirRows(string kernel)
    {
        var few = ManagedBytes(400);
        var many = ManagedBytes(2500);

        many.Should().BeLessThan(few + 100_000);

        long ManagedBytes(long n)
        {
            var (rows, texts) = (Tensors.Random(n, 16, 1, ScalarType.Float32).Leaf(), Tensors.Random(n, 24, 2, ScalarType.Float32));
            return ManagedMemory.TakenBy(() =>
            {
                using var loss = kernel == "uniformity" ? Uniformity.call(rows) : Neighborhood.call(rows, texts);
                loss.backward();
            });
        }
    }

    [Theory]
    [InlineData("uniformity")]
    [InlineData("neighborhood")]
    [InlineData("global")]
    [InlineData("orthogonality")]
    public void Gradients_AreNotComputed_WhereNobodyAsksForThem(string kernel)
    {
        using var scope = NewDisposeScope();
        var (rows, others) = (Tensors.Random(3000, 32, 1, ScalarType.Float32), Tensors.Random(3000, 32, 2, ScalarType.Float32));
        using var leaf = rows.Leaf();

        (Tensor Value, bool HasGradient) At(Tensor at)
        {
            var needed = PrecomputedGradient.IsNeeded(at);
            return kernel switch
            {
                "uniformity" => Of(UniformityKernel.ValueAndGradient(at.detach(), 2, true, true, needed)),
                "neighborhood" => Of(NeighborhoodKernel.ValueAndGradient(at.detach(), others, 0.1, needed)),
                "global" => First(GlobalStructureKernel.ValueAndGradient(at.detach(), others, 1, true, (needed, false))),
                _ => First(OrthogonalityKernel.ValueAndGradient(at.detach(), others, (needed, false))),
            };
        }

        var (value, hasGradient) = At(leaf);
        var plain = At(rows);
        using var noGrad = no_grad();
        var watched = At(leaf);

        hasGradient.Should().BeTrue();
        plain.HasGradient.Should().BeFalse();
        watched.HasGradient.Should().BeFalse();
        plain.Value.ToDouble().Should().Be(value.ToDouble());
        watched.Value.ToDouble().Should().Be(value.ToDouble());

        static (Tensor, bool) Of((Tensor Value, Tensor? Gradient) result) => (result.Value, result.Gradient is not null);

        static (Tensor, bool) First((Tensor Value, Tensor? GradientA, Tensor? GradientB) result)
        {
            result.GradientB.Should().BeNull();
            return (result.Value, result.GradientA is not null);
        }
    }

    public static TheoryData<string> Calls => ["uniformity", "neighborhood", "global", "orthogonality", "centers", "info-nce"];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Kernels_EnterOneRegion(string kernel)
    {
        using var scope = NewDisposeScope();
        var (rows, others) = (Tensors.Random(3000, 32, 1, ScalarType.Float32), Tensors.Random(3000, 32, 2, ScalarType.Float32));
        using var noGrad = no_grad();
        using var contrast = new InfoNceLoss();

        Threads.With(2, () => Threads.TeamsOf(() =>
        {
            _ = kernel switch
            {
                "uniformity" => UniformityKernel.ValueAndGradient(rows, 2, true, true, needsGradient: true).Value,
                "neighborhood" => NeighborhoodKernel.ValueAndGradient(rows, others, 0.1, needsGradient: true).Value,
                "global" => GlobalStructureKernel.ValueAndGradient(rows, others, 1, true, (true, true)).Value,
                "orthogonality" => OrthogonalityKernel.ValueAndGradient(rows, others, (true, true)).Value,
                "centers" => NearestCenters.Find(rows, others.narrow(0, 0, 64)).Distances,
                _ => contrast.call(rows, others, others),
            };
        }).Should().BeLessThanOrEqualTo(1)); // none, where threads were late just now
    }

    private static double[] Run(string kernel, long n, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var (rows, others) = (Tensors.Random(n, 16, 1, dtype), Tensors.Random(n, 24, 2, dtype));
        switch (kernel)
        {
            case "uniformity":
                return Both(Uniformity.call);
            case "neighborhood":
                return Both(x => Neighborhood.call(x, others));
            case "global":
                return Both(x => new GlobalStructureLoss().call(x, others));
            case "orthogonality":
                return Both(x => new OrthogonalityLoss().call(x, others.narrow(1, 0, 16)));
            case "centers":
                var (distances, assignments) = NearestCenters.Find(rows, others.narrow(0, 0, 9).narrow(1, 0, 16));
                return [.. distances.ToVector(), .. assignments.ToVector()];
            default:
                return Both(x => SegmentMeans.Compute(x, arange(n, dtype: ScalarType.Int64).remainder(7), 7).square().sum());
        }

        double[] Both(Func<Tensor, Tensor> loss)
        {
            var (value, gradient) = Tensors.Differentiate(loss, rows);
            return [value.ToDouble(), .. gradient.ToVector()];
        }
    }
}
