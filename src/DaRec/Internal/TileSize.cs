using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>How large the pieces of a matrix are that is never held whole, where libtorch's operators compute it.</summary>
/// <remarks>
/// On the CPU a piece is to stay in a cache; its size is the caller's. On another device each piece costs a few launches of some
/// microseconds, so that it should hold all the work that memory allows: 2²⁶ elements, 256 MB in float32. Such a piece is
/// <list type="bullet">
/// <item>8192 × 8192 pairs of rows of the uniformity term,</item>
/// <item>2²⁶/n rows of both similarity matrices of the neighbourhood term: 4096 at n = 16,384, 1024 at n = 65,536,</item>
/// <item>2²⁶/n anchors of InfoNCE and of log-sum-exp against n candidates: a batch of 4096 against 16,384 in one,</item>
/// <item>2²⁶/n_i users of an evaluation over n_i items.</item>
/// </list>
/// </remarks>
internal static class TileSize
{
    /// <summary>Elements of a piece on other devices than the CPU.</summary>
    public const long DeviceElements = 1 << 26;

    /// <summary>Rows of a piece of a matrix with so many columns, ≥ 1.</summary>
    /// <param name="device">Where it is computed.</param>
    /// <param name="columns">Columns of the whole matrix, ≥ 1.</param>
    /// <param name="onCpu">Elements of a piece on the CPU.</param>
    public static long Rows(Device device, long columns, long onCpu) =>
        Math.Max(1, (device.type == DeviceType.CPU ? onCpu : DeviceElements) / columns);

    /// <summary>Rows, and columns, of a square piece.</summary>
    /// <param name="device">Where it is computed.</param>
    /// <param name="onCpu">Rows of a piece on the CPU.</param>
    public static long Square(Device device, long onCpu) =>
        device.type == DeviceType.CPU ? onCpu : (long)Math.Sqrt(DeviceElements);
}
