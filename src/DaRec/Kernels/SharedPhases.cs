using DaRec.Distributed;
using DaRec.Internal;

namespace DaRec.Kernels;

/// <summary>The steps of a kernel whose work processes share, with an exchange among them in the middle.</summary>
internal static class SharedPhases
{
    /// <summary>Runs the first steps, exchanges, and runs the others; one process alone runs all in one parallel region.</summary>
    /// <param name="processes">Who shares; null for nobody.</param>
    /// <param name="work">As in <see cref="TorchThreads.Run"/>, of the whole.</param>
    /// <param name="before">The steps up to the sums.</param>
    /// <param name="exchange">Sums over the processes, on the calling thread.</param>
    /// <param name="after">The steps from the sums on.</param>
    public static void Run(ICommunicator? processes, long work, Phase[] before, Action<ICommunicator> exchange, Phase[] after)
    {
        if (!Shared.IsShared(processes))
        {
            TorchThreads.Run(work, [.. before, .. after]);
            return;
        }

        TorchThreads.Run(work / processes!.Size, before);
        exchange(processes);
        TorchThreads.Run(work / processes.Size, after);
    }
}
