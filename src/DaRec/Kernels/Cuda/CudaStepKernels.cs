using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Kernels.Cuda;

/// <summary>Pieces of a training step by kernels of our own, steps.cu, on one NVIDIA GPU, for contiguous tensors of float32.</summary>
internal sealed class CudaStepKernels
{
    private const int Warps = 4; // of a block
    private const int Threads = 32 * Warps;

    private static readonly ConcurrentDictionary<int, CudaStepKernels?> OfDevices = new();

    private readonly CudaModule _module;

    private CudaStepKernels(CudaModule module) => _module = module;

    /// <summary>The kernels of the device on which a tensor lies; null where there are none, or its element type is another.</summary>
    public static CudaStepKernels? For(Tensor tensor) => tensor.device_type != DeviceType.CUDA || tensor.dtype != ScalarType.Float32
        ? null
        : OfDevices.GetOrAdd(
            tensor.device_index,
            static number => CudaModule.Create(number, "steps", new Version(7, 5)) is { } module ? new CudaStepKernels(module) : null);

    /// <summary>Σ of weighted rows of each bag, in the order of its members, shape (bags, d).</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="members">Rows, int64.</param>
    /// <param name="bounds">Where each bag begins, and the last ends, int64, (bags + 1).</param>
    /// <param name="weights">Of the members; null for ones.</param>
    public Tensor SumBags(Tensor rows, Tensor members, Tensor bounds, Tensor? weights)
    {
        var (bags, width) = (bounds.size(0) - 1, rows.size(1));
        var result = rows.new_empty([bags, width]);
        _module.Launch("sumBags", ((int)((bags + Warps - 1) / Warps), 1), Threads, new BagSums(
            DeviceMemory.Address(rows), DeviceMemory.Address(members), DeviceMemory.Address(bounds), DeviceMemory.Address(weights),
            DeviceMemory.Address(result), (int)bags, (int)width));
        return result;
    }

    /// <summary>Moves a parameter and its moments by its gradient.</summary>
    /// <param name="parameter">θ.</param>
    /// <param name="gradient">g.</param>
    /// <param name="first">m.</param>
    /// <param name="second">v.</param>
    /// <param name="step">The constants of Adam.</param>
    public void MoveAdam(Tensor parameter, Tensor gradient, Tensor first, Tensor second, AdamConstants step)
    {
        var count = parameter.numel();
        _module.Launch("moveAdam", ((int)((count + Threads - 1) / Threads), 1), Threads, new AdamMove(
            DeviceMemory.Address(parameter), DeviceMemory.Address(gradient), DeviceMemory.Address(first), DeviceMemory.Address(second), count, step));
    }
}
