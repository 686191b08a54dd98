using TorchSharp;

namespace DaRec.Tests.Testing;

/// <summary>Counts the tensors that a call leaves alive on this thread.</summary>
public static class LiveTensors
{
    public static long LeftBy(Action call)
    {
        long before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        call();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }
}
