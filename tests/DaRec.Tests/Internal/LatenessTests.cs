using System.Diagnostics;
using DaRec.Internal;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Internal;

public class LatenessTests
{
    private readonly Lateness _lateness = new();

    [Fact]
    public void Estimate_IsZero_BeforeAnyWait() => _lateness.At(Stopwatch.GetTimestamp()).Should().Be(0);

    [Fact]
    public void Estimate_StaysZero_AfterOneLongWait_OrSeveralFarApart()
    {
        for (var call = 0; call < 5; call++)
        {
            _lateness.Add(0.008, After(2 * call * Lateness.Together));

            _lateness.At(After(2 * call * Lateness.Together)).Should().Be(0);
        }
    }

    [Fact]
    public void Estimate_IsTheWait_AfterTwoTogether_AndHalvesWithTime()
    {
        _lateness.Add(0.009, After(0));
        _lateness.Add(0.008, After(0.01));

        _lateness.At(After(0.01)).Should().BeApproximately(0.008, 1e-9);
        _lateness.At(After(0.01 + (2 * Lateness.HalfLife))).Should().BeApproximately(0.004, 1e-6); // two waits: half as fast
    }

    [Fact]
    public void Estimate_FadesLater_AfterSeveralLongWaits()
    {
        for (var call = 0; call < 10; call++)
        {
            _lateness.Add(0.008, After(0));
        }

        _lateness.At(After(Lateness.LongestHalfLife)).Should().BeApproximately(0.004, 1e-6);
    }

    [Fact]
    public void Estimate_IsZero_AfterWaitsThatAreNothing()
    {
        _lateness.Add(0.008, After(0));
        _lateness.Add(0.008, After(0));
        for (var call = 0; call < 20; call++)
        {
            _lateness.Add(0, After(0));
        }

        _lateness.At(After(0)).Should().Be(0);
    }

    private static long After(double seconds) => 1_000_000 + (long)(seconds * Stopwatch.Frequency);
}
