using DaRec.Internal;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Internal;

public class TorchThreadsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void For_RunsEachPartOnce(int parts)
    {
        var runs = new int[parts];

        TorchThreads.For(parts, part => Interlocked.Increment(ref runs[part]));

        runs.Where(count => count != 1).Should().BeEmpty();
    }

    [Fact]
    public void For_RunsEachPartOnce_InsideAnotherLoop()
    {
        var runs = new int[6, 7];

        TorchThreads.For(6, outer => TorchThreads.For(7, inner => Interlocked.Increment(ref runs[outer, inner])));

        runs.Cast<int>().Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public void For_PassesOnWhatAPartThrows()
    {
        var run = () => TorchThreads.For(8, part => throw new InvalidOperationException($"part {part}"));

        run.Should().Throw<InvalidOperationException>().WithMessage("part *");
    }

    [Fact]
    public void For_StaysOnTheCaller_WhenLibtorchHasOneThread()
    {
        var threads = get_num_threads();
        set_num_threads(1);
        try
        {
            var ids = new int[20];

            TorchThreads.For(20, part => ids[part] = Environment.CurrentManagedThreadId);

            ids.Should().OnlyContain(id => id == Environment.CurrentManagedThreadId);
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    [Fact]
    public void For_UsesLibtorchsThreads_OnLinux()
    {
        TorchThreads.AreShared.Should().Be(OperatingSystem.IsLinux());
    }
}
