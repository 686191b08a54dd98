using DaRec.Distributed;
using DaRec.Losses;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Distributed;

/// <summary>A term that processes share has the value of one process, and gradients whose sum is that of one process.</summary>
public class SharedTermsTests
{
    private const int Width = 10;
    private const int TextWidth = 14;

    public static TheoryData<string, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int>();
        foreach (var term in (string[])
        [
            "uniformity", "uniformity, all pairs", "uniformity, wide", "uniformity, free", "uniformity, dense", "neighbourhoods", "neighbourhoods, cold",
            "neighbourhoods, dense", "structure", "structure, sum", "structure, free", "structure, dense",
        ])
        {
            foreach (var rows in (int[])[3, 49, 700])
            {
                cases.Add(term, rows, 2);
            }

            cases.Add(term, 331, 3);
            cases.Add(term, 700, 4);
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_OfProcesses_EqualsOne_InFloat64(string term, int rows, int size) =>
        ShouldEqualOne(term, rows, size, ScalarType.Float64, 1e-12);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Forward_OfProcesses_EqualsOne_InFloat32(string term, int rows, int size) =>
        ShouldEqualOne(term, rows, size, ScalarType.Float32, 1e-6);

    [Theory]
    [InlineData("uniformity")]
    [InlineData("neighbourhoods")]
    [InlineData("structure")]
    public void Forward_SharesTheWork(string term)
    {
        var gradients = ProcessThreads.Run(2, processes => Compute(term, 700, ScalarType.Float64, processes)).Select(result => result.Gradient).ToArray();

        gradients.Should().AllSatisfy(gradient => gradient.abs().max().ToDouble().Should().BeGreaterThan(0));
        Tensors.RelativeDifference(gradients[0], gradients[1]).Should().BeGreaterThan(0.1, "each has its own pairs");
    }

    [Theory]
    [InlineData("uniformity")]
    [InlineData("neighbourhoods")]
    [InlineData("structure")]
    public void Forward_GivesTheSameBits_OnAllProcesses_WithAnyThreads(string term)
    {
        Threads.ShouldNotMatter(() =>
        {
            var values = ProcessThreads.Run(3, processes => Compute(term, 400, ScalarType.Float32, processes));
            values.Should().AllSatisfy(one => one.Value.bytes.ToArray().Should().Equal(values[0].Value.bytes.ToArray()));
            return [.. values.SelectMany(one => one.Gradient.bytes.ToArray())];
        });
    }

    [Fact]
    public void Forward_OfALossWithoutGradient_HasTheValueOnly()
    {
        using var rows = Tensors.Random(100, Width);
        using var loss = new UniformityLoss();
        using var alone = loss.call(rows);

        var values = ProcessThreads.Run(2, processes =>
        {
            using var shared = new UniformityLoss(communicator: processes);
            using var value = shared.call(rows);
            return value.ToDouble();
        });

        values.Should().AllSatisfy(value => value.Should().BeApproximately(alone.ToDouble(), 1e-12));
    }

    private static void ShouldEqualOne(string term, int rows, int size, ScalarType dtype, double tolerance)
    {
        var (value, gradient) = Compute(term, rows, dtype, null);

        var shares = ProcessThreads.Run(size, processes => Compute(term, rows, dtype, processes));

        shares.Should().AllSatisfy(share => share.Value.ToDouble().Should().BeApproximately(value.ToDouble(), tolerance * Math.Abs(value.ToDouble())));
        Tensors.RelativeDifference(shares.Select(share => share.Gradient).Aggregate((sum, share) => sum.add(share)), gradient).Should().BeLessThan(tolerance);
    }

    private static (Tensor Value, Tensor Gradient) Compute(string term, int rows, ScalarType dtype, ICommunicator? processes)
    {
        var ours = Tensors.Random(rows, Width, 1, dtype);
        var texts = Tensors.Random(rows, TextWidth, 2, dtype);
        return Tensors.Differentiate(Term(term, texts, processes), ours);
    }

    private static Func<Tensor, Tensor> Term(string term, Tensor texts, ICommunicator? processes)
    {
        return term switch
        {
            "uniformity" => new UniformityLoss(communicator: processes).call,
            "uniformity, all pairs" => new UniformityLoss(distinctPairs: false, communicator: processes).call,
            "uniformity, wide" => new UniformityLoss(temperature: 30, communicator: processes).call,
            "uniformity, free" => new UniformityLoss(temperature: 0.1, normalize: false, communicator: processes).call,
            "uniformity, dense" => new UniformityLoss(kernel: LossKernel.Dense, communicator: processes).call,
            "neighbourhoods" => rows => new NeighborhoodStructureLoss(communicator: processes).call(rows, texts),
            "neighbourhoods, cold" => rows => new NeighborhoodStructureLoss(temperature: 0.02, communicator: processes).call(rows, texts),
            "neighbourhoods, dense" => rows => new NeighborhoodStructureLoss(kernel: LossKernel.Dense, communicator: processes).call(rows, texts),
            "structure" => rows => new GlobalStructureLoss(communicator: processes).call(rows, texts),
            "structure, sum" => rows => new GlobalStructureLoss(average: false, communicator: processes).call(rows, texts),
            "structure, free" => rows => new GlobalStructureLoss(normalizeRows: false, communicator: processes).call(rows, texts),
            "structure, dense" => rows => new GlobalStructureLoss(kernel: LossKernel.Dense, communicator: processes).call(rows, texts),
            _ => throw new ArgumentOutOfRangeException(nameof(term), term, "Expected a term."),
        };
    }
}
