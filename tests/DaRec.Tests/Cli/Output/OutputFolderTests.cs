using DaRec.Cli.Output;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Output;

public sealed class OutputFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Target => _folder["run"];

    [Fact]
    public void Commit_ReplacesAllFiles_AndRemovesTheOutdated()
    {
        Write("a", "old");
        Write("gone", "old");
        Write("mine", "stays");
        using (var folder = new OutputFolder(Target))
        {
            File.WriteAllText(folder["a"], "new");
            File.WriteAllText(folder["b"], "new");

            Read("a").Should().Be("old");
            folder.Commit("gone", "a");
        }

        Names().Should().BeEquivalentTo("a", "b", "mine");
        (Read("a"), Read("b")).Should().Be(("new", "new"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ACommit_ThatWasKilledHalfway_IsEnded_ByTheNextThatOpensOrReads(bool reads)
    {
        Write("a", "new"); // moved before the kill
        Write("b", "old");
        Write("gone", "old");
        Directory.CreateDirectory(Path.Combine(Target, ".darec-ready"));
        Write(".darec-ready/b", "new");
        Write(".darec-ready/.outdated", "gone\n");

        if (reads)
        {
            OutputFolder.Finish(Target);
        }
        else
        {
            using var folder = new OutputFolder(Target);
        }

        Names().Should().BeEquivalentTo("a", "b");
        Read("b").Should().Be("new");
    }

    [Fact]
    public void Constructor_RemovesWhatKilledProcessesLeft()
    {
        Write(".darec-left/user.npy", "half");

        using (new OutputFolder(Target))
        {
            Directory.Exists(Path.Combine(Target, ".darec-left")).Should().BeFalse();
        }

        Names().Should().BeEmpty();
    }

    [Fact]
    public void Constructor_RefusesAFolder_InWhichAnotherWorks()
    {
        using var first = new OutputFolder(Target);

        FluentActions.Invoking(() => new OutputFolder(Target)).Should().Throw<IOException>().WithMessage("another darec works in this folder*");
    }

    [Fact]
    public void Dispose_LeavesNothing_WithoutACommit()
    {
        using (var folder = new OutputFolder(Target))
        {
            File.WriteAllText(folder["a"], "half");
        }

        Directory.Exists(Target).Should().BeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private void Write(string name, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Target, name))!);
        File.WriteAllText(Path.Combine(Target, name), content);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(Target, name));

    private IEnumerable<string?> Names() => Directory.GetFileSystemEntries(Target).Select(Path.GetFileName);
}
