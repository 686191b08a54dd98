using System.Collections.Concurrent;
using DaRec.Kernels;
using DaRec.Losses;
using DaRec.Recommenders.Losses;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

/// <summary>The seam for a device's own kernels. FPGA stands for a device that nobody has.</summary>
public sealed class PairKernelsTests
{
    [Fact]
    public void Kernels_ServeTheirDevicesRows_UntilTheyAreTakenAway()
    {
        using var rows = zeros(3, 2);
        using var onMeta = zeros(3, 2, device: new Device(DeviceType.META));

        PairKernels.Register(DeviceType.FPGA, new Counting());
        PairKernels.For(rows).Should().BeNull();
        PairKernels.For(onMeta).Should().BeNull();
        PairKernels.Register(DeviceType.FPGA, null);
    }

    [Fact]
    public void Losses_AskThem()
    {
        using var scope = NewDisposeScope();
        var kernels = new Counting();
        PairKernels.Register(DeviceType.META, kernels);
        try
        {
            var (a, b) = (MetaCases.Leaf(5, 2, ScalarType.Float32), MetaCases.Leaf(5, 2, ScalarType.Float32));
            new UniformityLoss().call(a).backward();
            new NeighborhoodStructureLoss().call(a, b).backward();
            new InfoNceLoss().InBatch(a, b).backward();
        }
        finally
        {
            PairKernels.Register(DeviceType.META, null);
        }

        kernels.Calls.Should().Contain([nameof(IPairKernels.Uniformity), nameof(IPairKernels.Neighborhood), nameof(IPairKernels.LogSumExp)]);
    }

    private sealed class Counting : IPairKernels
    {
        public ConcurrentQueue<string> Calls { get; } = []; // other tests may ask at the same time

        public bool Takes(params ReadOnlySpan<Tensor> rows) => true;

        public (Tensor Value, Tensor Gradient) Uniformity(Tensor rows, double temperature, bool distinctPairs)
        {
            Calls.Enqueue(nameof(Uniformity));
            return UniformityKernel.ByOperators(rows, temperature, distinctPairs, isBounded: true);
        }

        public (Tensor Value, Tensor Gradient) Neighborhood(Tensor collaborative, Tensor language, double temperature)
        {
            Calls.Enqueue(nameof(Neighborhood));
            return NeighborhoodKernel.ByOperators(collaborative, language, temperature);
        }

        public LogSumExpResult LogSumExp(
            Tensor anchors, Tensor candidates, Tensor? partners, Tensor weights, double scale, Tensor? counts, bool normalize)
        {
            Calls.Enqueue(nameof(LogSumExp));
            var (value, ofAnchors, ofCandidates) = Recommenders.Losses.LogSumExp.ByOperators(anchors, candidates, weights, scale, counts, normalize);
            return new LogSumExpResult(value, ofAnchors, ofCandidates, partners?.mul(0));
        }
    }
}
