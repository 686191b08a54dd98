using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Measuring;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Benchmarks;

public sealed class FindingTests
{
    private static readonly PairedResult Contest = new(["ours", "theirs"], [[2, 2, 2], [10, 8, 6]], [3 << 20, null]);

    [Theory]
    [InlineData(RatioKind.TimesFaster, 4)]
    [InlineData(RatioKind.ShareOfLimit, 4)]
    [InlineData(RatioKind.Cost, 0.25)]
    public void Of_ComparesInTheSenseAskedFor(RatioKind kind, double expected)
    {
        var finding = Finding.Of("q", Contest, kind);

        finding.Ratio.Should().Be(expected);
        (finding.Seconds, finding.PeerSeconds, finding.Peer).Should().Be((2, 8, "theirs"));
    }

    [Fact]
    public void IsMet_AsksForAllTargetsThatCouldBeMeasured()
    {
        var finding = Finding.Of("q", Contest);
        var withoutMemory = finding with { Bytes = null };

        finding.IsMet.Should().BeNull();
        (finding with { Targets = [Target.RatioAtLeast(4), Target.MegabytesAtMost(3)] }).IsMet.Should().BeTrue();
        (finding with { Targets = [Target.RatioAtLeast(4), Target.MegabytesAtMost(2)] }).IsMet.Should().BeFalse();
        (finding with { Targets = [Target.RatioAtMost(3)] }).IsMet.Should().BeFalse();
        (finding with { Targets = [Target.SecondsAtMost(2)] }).IsMet.Should().BeTrue();
        (withoutMemory with { Targets = [Target.MegabytesAtMost(2)] }).IsMet.Should().BeNull();
    }

    [Fact]
    public void Row_HasThreeDigitsAndUnits()
    {
        var finding = Finding.Of("q", Contest, targets: [Target.RatioAtLeast(20), Target.MegabytesAtMost(40)]) with { Seconds = 0.0123456 };

        FindingText.Row(finding).Should().Equal("q", "12.3 ms", "8.00 s (theirs)", "4.00 ×", "3.00 MB", "–", "≥ 20 ×, ≤ 40.0 MB", "no");
    }

    [Fact]
    public void Row_SaysAShareInPerCent()
    {
        var finding = new Finding
        {
            Question = "q",
            Seconds = 1,
            Ratio = 0.634,
            RatioKind = RatioKind.ShareOfLimit,
            Targets = [Target.RatioAtLeast(0.6)],
        };

        FindingText.Row(finding).Should().Contain("63 %").And.Contain("≥ 60 %").And.Contain("yes");
    }
}
