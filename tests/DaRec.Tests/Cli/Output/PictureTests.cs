using DaRec.Cli;
using DaRec.Cli.Output;
using FluentAssertions;
using Spectre.Console;
using Xunit;

namespace DaRec.Tests.Cli.Output;

public sealed class PictureTests
{
    private readonly StringWriter _error = new();

    [Fact]
    public void TryDraw_IsTrueAndSilent_WhereThePictureIsDrawn()
    {
        var isDrawn = false;

        Try(() => isDrawn = true).Should().BeTrue();

        isDrawn.Should().BeTrue();
        _error.ToString().Should().BeEmpty();
    }

    [Fact]
    public void TryDraw_Warns_WhereTheNativeLibraryIsMissing()
    {
        var missing = new DllNotFoundException("Unable to load shared library 'libSkiaSharp'");

        Try(() => throw new TypeInitializationException("SkiaSharp.SKImageInfo", missing)).Should().BeFalse();

        _error.ToString().Should().StartWith("warning: plot.png is not drawn").And.Contain(missing.Message);
    }

    [Fact]
    public void TryDraw_HidesNoOtherError() =>
        FluentActions.Invoking(() => Try(() => throw new IOException("disk full"))).Should().Throw<IOException>();

    private bool Try(Action draw) =>
        Picture.TryDraw(new CliContext(AnsiConsole.Console, _error, CancellationToken.None), "plot.png", draw);
}
