using System.Runtime.InteropServices;
using DaRec.Kernels;
using DaRec.Losses;
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
        using var rented = new RentedBytes();

        Tensors.Differentiate(Uniformity.call, Tensors.Random(n, 32, dtype: ScalarType.Float32));

        // Rows twice and sums, 3 n d, and two numbers a row; the pool rounds up to powers of two.
        rented.Total.Should().BeInRange(1, 2 * ((3 * 32) + 3) * (n + 48) * sizeof(float));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1 << 20)]
    public void Neighborhood_RentsMemoryInProportionToItsRows_AndWhatItMayKeep(long keptBytes)
    {
        const long n = 3000;
        var (ours, texts) = (Tensors.Random(n, 32, 1, ScalarType.Float32), Tensors.Random(n, 64, 2, ScalarType.Float32));
        using var rented = new RentedBytes();

        NeighborhoodSweep<float>.ValueAndGradient(ours, texts, 0.1, [], keptBytes);

        rented.Total.Should().BeInRange(1, (2 * ((3 * 32) + (2 * 64) + 8) * (n + 48) * sizeof(float)) + (2 * keptBytes));
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
