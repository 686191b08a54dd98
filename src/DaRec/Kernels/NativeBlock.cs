namespace DaRec.Kernels;

/// <summary>A block of native memory.</summary>
/// <param name="Address">Its first byte.</param>
/// <param name="Size">Its bytes.</param>
internal readonly record struct NativeBlock(nint Address, long Size);
