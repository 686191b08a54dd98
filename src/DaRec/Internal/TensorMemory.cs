using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

#pragma warning disable RS0030 // this is where reads are allowed

/// <summary>Bytes of contiguous CPU tensors, without the 2 GiB limit of <see cref="Tensor.bytes"/>.</summary>
internal static unsafe class TensorMemory
{
    private const int ChunkBytes = 1 << 24;

    public static long ByteCount(Tensor tensor) => tensor.numel() * tensor.element_size();

    /// <summary>Address of the first element; native memory, valid while the tensor lives.</summary>
    public static byte* Address(Tensor tensor)
    {
        Debug.Assert(tensor.numel() > 0 && tensor.is_contiguous() && tensor.device_type == DeviceType.CPU);

        if (ByteCount(tensor) <= int.MaxValue)
        {
            return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
        }

        // A view of one element: the span of the whole tensor would throw beyond 2 GiB.
        using var flat = tensor.view(-1);
        using var first = flat.narrow(0, 0, 1);
        return (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(first.bytes));
    }

    /// <summary>A copy of the elements; the tensor's own accessor takes them one by one.</summary>
    /// <exception cref="InvalidOperationException">More elements than an array holds.</exception>
    public static T[] ToArray<T>(Tensor tensor)
        where T : unmanaged => tensor.numel() <= Array.MaxLength
            ? new ReadOnlySpan<T>(Address(tensor), (int)tensor.numel()).ToArray()
            : throw new InvalidOperationException(
                $"Expected at most {Array.MaxLength} elements to copy to an array, got shape ({string.Join(", ", tensor.shape)}).");

    public static void WriteTo(Tensor tensor, Stream stream)
    {
        var length = ByteCount(tensor);
        var address = length > 0 ? Address(tensor) : null;
        for (long done = 0; done < length; done += ChunkBytes)
        {
            stream.Write(new ReadOnlySpan<byte>(address + done, (int)Math.Min(ChunkBytes, length - done)));
        }
    }

    public static void ReadFrom(Tensor tensor, Stream stream)
    {
        var length = ByteCount(tensor);
        var address = length > 0 ? Address(tensor) : null;
        for (long done = 0; done < length; done += ChunkBytes)
        {
            stream.ReadExactly(new Span<byte>(address + done, (int)Math.Min(ChunkBytes, length - done)));
        }
    }
}
