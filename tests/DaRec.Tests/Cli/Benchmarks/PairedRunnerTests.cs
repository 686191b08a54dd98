using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Measuring;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Benchmarks;

public sealed class PairedRunnerTests
{
    private const int Unmeasured = 2; // warm-up and memory

    private readonly HandClock _clock = new();

    [Fact]
    public void Run_GivesMediansOfTheTimedRounds_WhateverWarmUpTakes()
    {
        var result = new PairedRunner(3, _clock).Run(Taking("a", 1, 3, 2), Taking("b", 10, 60, 30));

        result.Names.Should().Equal("a", "b");
        result.Seconds(0).Should().BeApproximately(2, 1e-6);
        result.Seconds(1).Should().BeApproximately(30, 1e-6);
        result.Fastest(1).Should().BeApproximately(10, 1e-6);
    }

    [Fact]
    public void Ratio_IsTheMedianOfTheRoundsOwn_WhereTheMachineChangesItsSpeed()
    {
        var result = new PairedRunner(3, _clock).Run(Taking("a", 1, 10, 100), Taking("b", 2, 20, 500));

        result.Ratio(1, 0).Should().BeApproximately(2, 1e-6);
        result.Ratio(0, 1).Should().BeApproximately(0.5, 1e-6);
    }

    [Fact]
    public void Run_LetsContestantsTakeTurns()
    {
        var order = new List<string>();

        new PairedRunner(2, _clock).Run(Contestant.Of("a", () => order.Add("a")), Contestant.Of("b", () => order.Add("b")));

        order.Should().Equal("a", "b", "a", "b", "a", "b", "a", "b");
    }

    [Fact]
    public void Run_BelievesAContestantThatTimesItself()
    {
        var result = new PairedRunner(1, _clock).Run(new Contestant("a", () =>
        {
            _clock.Advance(100);
            return 7;
        }));

        result.Seconds(0).Should().Be(7);
    }

    [Fact]
    public void Run_StopsBetweenRuns_WhenCancelled()
    {
        using var source = new CancellationTokenSource();
        var runs = 0;
        var runner = new PairedRunner(5, _clock, source.Token);

        var run = () => runner.Run(Contestant.Of("a", () =>
        {
            runs++;
            source.Cancel();
        }));

        run.Should().Throw<OperationCanceledException>();
        runs.Should().Be(1);
    }

    [Fact]
    public void Median_IsTheValueInTheMiddle()
    {
        Median.Of([7]).Should().Be(7);
        Median.Of([3, 1, 2]).Should().Be(2);
        Median.Of([4, 1, 3, 2]).Should().Be(2.5);
        FluentActions.Invoking(() => Median.Of([])).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void PeakOf_SeesMemoryThatIsGoneAgain_WhereTheSystemTells()
    {
        const int Size = 64 << 20;

        Touch(1); // libtorch itself, if no test has loaded it

        var bytes = MemoryMeter.PeakOf(() => Touch(Size));

        if (bytes is { } peak)
        {
            peak.Should().BeInRange((long)(0.9 * Size), 2 * Size);
        }

        static void Touch(int size) => ones(size, dtype: ScalarType.Int8).Dispose();
    }

    private Contestant Taking(string name, params double[] seconds)
    {
        var run = -Unmeasured;
        return Contestant.Of(name, () =>
        {
            _clock.Advance(run < 0 ? 1000 : seconds[run]);
            run++;
        });
    }
}
