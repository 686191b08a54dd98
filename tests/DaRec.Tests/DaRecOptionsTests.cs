using FluentAssertions;
using Xunit;

namespace DaRec.Tests;

public class DaRecOptionsTests
{
    [Fact]
    public void HiddenWidths_AreCopied_AndChecked()
    {
        int[] widths = [64];
        var options = new SideHeadOptions { HiddenWidths = widths };

        widths[0] = -1;

        options.HiddenWidths.Should().Equal(64);
        new Action(() => _ = new SideHeadOptions { HiddenWidths = [64, 0] }).Should().Throw<ArgumentOutOfRangeException>()
            .WithParameterName(nameof(SideHeadOptions.HiddenWidths));
    }

    [Fact]
    public void Options_AreEqual_WhenAllValuesAre()
    {
        var one = With([64, 32], 0.2);
        var same = With([64, 32], 0.2);

        same.Should().Be(one);
        same.GetHashCode().Should().Be(one.GetHashCode());
        With([64], 0.2).Should().NotBe(one);
        With(null, 0.2).Should().NotBe(one);
        With([64, 32], 0.3).Should().NotBe(one);
        DaRecOptions.Default.Should().Be(new DaRecOptions());

        static DaRecOptions With(IReadOnlyList<int>? widths, double temperature) => new()
        {
            Heads = new() { Language = new() { HiddenWidths = widths } },
            GlobalStructure = new NeighborhoodOptions { Temperature = temperature },
        };
    }

    [Fact]
    public void Groups_CannotBeNull()
    {
        new Action(() => _ = new DaRecOptions { Sampling = null! }).Should().Throw<ArgumentNullException>()
            .WithParameterName(nameof(DaRecOptions.Sampling));
        new Action(() => _ = new HeadOptions { Language = null! }).Should().Throw<ArgumentNullException>()
            .WithParameterName(nameof(HeadOptions.Language));
    }

    [Fact]
    public void ToString_ShowsValues()
    {
        var options = new DaRecOptions { Heads = new() { Language = new() { HiddenWidths = [64, 32] } } };

        options.ToString().Should().Contain("HiddenWidths = [64, 32]").And.NotContain("`");
    }
}
