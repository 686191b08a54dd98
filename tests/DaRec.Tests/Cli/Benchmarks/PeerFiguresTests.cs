using DaRec.Cli.Benchmarks.Reporting;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Benchmarks;

public sealed class PeerFiguresTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Read_GivesTheFiguresByTheirKeys()
    {
        _folder.Write("p.json", """{ "threads": 2, "figures": { "epoch": { "name": "PyTorch 1.13", "seconds": 2.5 } } }""");

        var peers = PeerFigures.Read(_folder["p.json"]);

        peers.Threads.Should().Be(2);
        peers.Find("epoch").Should().Be(new PeerFigure("PyTorch 1.13", 2.5));
        peers.Find("k-means-8").Should().BeNull();
    }

    [Theory]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("""{ "threads": 2, "figures": { "epoch": 2.5 } }""")]
    [InlineData("""{ "threads": "two", "figures": {} }""")]
    public void Read_SaysWhatItExpected_OfAnotherFile(string content)
    {
        _folder.Write("p.json", content);

        var read = () => PeerFigures.Read(_folder["p.json"]);

        read.Should().Throw<InvalidDataException>().WithMessage("*p.json: expected what peers.py*");
    }

    public void Dispose() => _folder.Dispose();
}
