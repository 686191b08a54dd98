using DaRec.Internal;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Internal;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_ReplacesTheFile_AndLeavesNothingElse()
    {
        File.WriteAllText(_folder["x"], "a longer old text");

        AtomicFile.WriteText(_folder["x"], writer => writer.Write("new ∆"));

        File.ReadAllBytes(_folder["x"]).Should().Equal("new ∆"u8.ToArray());
        Directory.GetFiles(_folder.Root).Should().Equal(_folder["x"]);
    }

    [Fact]
    public void Write_LeavesTheOldFile_WhereTheWriterThrows()
    {
        File.WriteAllText(_folder["x"], "old");

        var act = () => AtomicFile.Write(_folder["x"], stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException("broke off");
        });

        act.Should().Throw<InvalidOperationException>().WithMessage("broke off");
        File.ReadAllText(_folder["x"]).Should().Be("old");
        Directory.GetFiles(_folder.Root).Should().Equal(_folder["x"]);
    }

    [Fact]
    public void Target_IsUntouched_UntilCommit()
    {
        File.WriteAllText(_folder["x"], "old");
        using var file = new AtomicFile(_folder["x"]);
        file.Stream.Write("new"u8);
        file.Stream.Flush();

        File.ReadAllText(_folder["x"]).Should().Be("old");

        file.Commit();
        File.ReadAllText(_folder["x"]).Should().Be("new");
    }

    [Fact]
    public void Constructor_Throws_WhereThereIsNoFolder()
    {
        var act = () => new AtomicFile(_folder["none/x"]);

        act.Should().Throw<DirectoryNotFoundException>();
    }

    [Fact]
    public void RemoveLeftovers_RemovesWhatDeadProcessesLeft_AndNothingElse()
    {
        using var own = new AtomicFile(_folder["x"]);
        string[] dead = ["x.2147483646-abcdefgh-1.tmp", $"x.{Environment.ProcessId}-abcdefgh-1.tmp"]; // a number may come again
        string[] others = ["x.1.tmp", "y.2147483646-abcdefgh-1.tmp", "x-abcdefgh-1.tmp", "x.tmp"];
        foreach (var name in dead.Concat(others))
        {
            _folder.Write(name, "half");
        }

        AtomicFile.RemoveLeftovers(_folder.Root, "x");

        Names().Except(others).Should().ContainSingle("the file under way stays").Which.Should().StartWith("x.").And.EndWith(".tmp");
        Names().Should().Contain(others);
        own.Commit();
        AtomicFile.RemoveLeftovers(_folder.Root);
        Names().Should().BeEquivalentTo("x", "x.1.tmp", "x-abcdefgh-1.tmp", "x.tmp");

        IEnumerable<string> Names() => Directory.GetFiles(_folder.Root).Select(path => Path.GetFileName(path));
    }
}
