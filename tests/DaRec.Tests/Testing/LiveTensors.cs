using FluentAssertions;
using TorchSharp;

namespace DaRec.Tests.Testing;

/// <summary>Counts the tensors that a call leaves alive on this thread.</summary>
public static class LiveTensors
{
    public static long LeftBy(Action call)
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        call();
        return DisposeScopeManager.Statistics.ThreadTotalLiveCount - before;
    }

    public static void ShouldStay(int expected, Func<object> call)
    {
        call(); // static caches, if any, fill on the first call
        object? result = null;

        LeftBy(() => result = call()).Should().Be(expected);

        LeftBy(() => (result as IDisposable)?.Dispose()).Should().Be(-expected);
    }
}
