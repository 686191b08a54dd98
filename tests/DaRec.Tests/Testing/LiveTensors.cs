using FluentAssertions;
using TorchSharp;

namespace DaRec.Tests.Testing;

/// <summary>Counts the tensors that a call leaves alive on this thread.</summary>
internal static class LiveTensors
{
    public static void ShouldStay(int expected, Func<object> call)
    {
        call(); // static caches, if any, fill on the first call
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;

        var result = call();

        (DisposeScopeManager.Statistics.ThreadTotalLiveCount - before).Should().Be(expected);
        (result as IDisposable)?.Dispose();
        (DisposeScopeManager.Statistics.ThreadTotalLiveCount - before).Should().Be(0);
    }
}
