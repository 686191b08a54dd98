using System.Globalization;
using System.Text.RegularExpressions;
using DaRec.Cli.Reporting;
using DaRec.Cli.Reporting.Charts;
using FluentAssertions;
using SkiaSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Reporting;

public class ChartTests
{
    [Theory]
    [InlineData(0.19, 0.23)]
    [InlineData(-3, 17)]
    [InlineData(0, 0)]
    [InlineData(1e-7, 3e-7)]
    public void Axis_HasRoundNumbers_FromEndToEnd(double low, double high)
    {
        var axis = new Axis(low, high, 10, 110);

        axis.Ticks.Should().BeInAscendingOrder().And.HaveCountGreaterThan(2).And.HaveCountLessThan(12);
        axis[axis.Ticks[0]].Should().BeApproximately(10, 1e-6);
        axis[axis.Ticks[^1]].Should().BeApproximately(110, 1e-6);
        axis[low].Should().BeGreaterThanOrEqualTo(10 - 1e-6);
        axis[high].Should().BeLessThanOrEqualTo(110 + 1e-6);
    }

    [Fact]
    public void LogarithmicAxis_MakesEqualRatiosEquallyLong()
    {
        var axis = new Axis(0.001, 1, 0, 300, isLog: true);

        axis.Ticks.Should().HaveCount(4);
        axis[0.1].Should().BeApproximately(200, 1e-9);
    }

    [Fact]
    public void Png_IsReadAsItWasWritten()
    {
        var png = PngImage.Encode(3, 2, [0, 1, 2, 2, 1, 0], [new(255, 0, 0, 255), new(0, 255, 0, 255), new(0, 0, 255, 0)]);

        using var image = SKBitmap.Decode(png);
        (image.Width, image.Height).Should().Be((3, 2));
        image.GetPixel(0, 0).Should().Be(new SKColor(255, 0, 0));
        image.GetPixel(1, 1).Should().Be(new SKColor(0, 255, 0));
        image.GetPixel(2, 0).Alpha.Should().Be(0);
    }

    [Fact]
    public void Map_KeepsGroupsApart_AndIsTheSameEachTime()
    {
        using var generator = new Generator(1);
        using var rows = cat([randn(40, 10, generator: generator).mul(0.1).add(1), randn(40, 10, generator: generator).mul(0.1).sub(1)], 0);

        var places = PlaneMap.Of(rows);

        PlaneMap.Of(rows).Should().Equal(places);
        var (first, second) = (Center(places, 0), Center(places, 40));
        for (var row = 0; row < 80; row++)
        {
            var (own, other) = row < 40 ? (first, second) : (second, first);
            Distance(places, row, own).Should().BeLessThan(Distance(places, row, other));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void Turn_FindsTheTurnAndTheMirror(double mirror)
    {
        var random = new Random(1);
        double[] onto = [.. Enumerable.Range(0, 40).Select(_ => random.NextDouble() - 0.5)];
        var map = new double[40];
        var (cos, sin) = (Math.Cos(2), Math.Sin(2));
        for (var at = 0; at < 40; at += 2)
        {
            var (x, y) = (onto[at], mirror * onto[at + 1]);
            (map[at], map[at + 1]) = ((cos * x) - (sin * y), (sin * x) + (cos * y));
        }

        PlaneMap.Turn(map, onto);

        map.Zip(onto).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
    }

    [Fact]
    public void Colours_HaveContrast_InBothModes()
    {
        using var stream = typeof(HtmlWriter).Assembly.GetManifestResourceStream("DaRec.Cli.Reporting.report.css")!;
        var css = new StreamReader(stream).ReadToEnd();
        var modes = Regex.Matches(css, @":root \{\s*(?:color-scheme: light dark;\s*)?--page.*?\}", RegexOptions.Singleline);

        modes.Should().HaveCount(2);
        foreach (var colors in modes.Select(mode => Regex.Matches(mode.Value, @"--([a-z0-9]+): (#[0-9a-f]{6})").ToDictionary(
            match => match.Groups[1].Value, match => Luminance(match.Groups[2].Value))))
        {
            // WCAG: 4.5 for text, 3 for what is drawn.
            foreach (var text in new[] { "text", "quiet", "link", "before", "after", "good", "bad" })
            {
                Contrast(colors[text], colors["page"]).Should().BeGreaterThan(4.5, text);
                Contrast(colors[text], colors["panel"]).Should().BeGreaterThan(4.5, text);
            }

            foreach (var number in Enumerable.Range(0, 12))
            {
                Contrast(colors[$"c{number}"], colors["page"]).Should().BeGreaterThan(3, $"c{number}");
            }
        }
    }

    private static double Contrast(double first, double second) => (Math.Max(first, second) + 0.05) / (Math.Min(first, second) + 0.05);

    private static double Luminance(string color)
    {
        return (0.2126 * Channel(1)) + (0.7152 * Channel(3)) + (0.0722 * Channel(5));

        double Channel(int at)
        {
            var value = int.Parse(color.AsSpan(at, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) / 255.0;
            return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
        }
    }

    private static (double X, double Y) Center(double[] places, int first) => (
        Enumerable.Range(first, 40).Average(row => places[2 * row]), Enumerable.Range(first, 40).Average(row => places[(2 * row) + 1]));

    private static double Distance(double[] places, int row, (double X, double Y) to) =>
        Math.Sqrt(Math.Pow(places[2 * row] - to.X, 2) + Math.Pow(places[(2 * row) + 1] - to.Y, 2));
}
