using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>A setting of the process's memory allocator that makes training on the CPU faster under Linux.</summary>
public static class TrainingMemory
{
    /// <summary>
    /// Lets the process keep the memory of freed tensors of up to 31 MiB, instead of returning it to the system after each training step.
    /// </summary>
    /// <remarks>
    /// It raises the mmap threshold of glibc's malloc for the whole process and until it ends. Programs that train on the CPU call it once,
    /// before training; the library never calls it. It has no effect with other allocators.
    /// </remarks>
    public static void KeepFreed()
    {
        // glibc keeps blocks of the size of the largest one that was freed, and less. The block itself is never touched.
        if (OperatingSystem.IsLinux())
        {
            empty(31L << 20, dtype: ScalarType.Byte).Dispose();
        }
    }
}
