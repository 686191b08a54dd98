using System.Text.Json.Nodes;
using DaRec.Cli.Runs;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Runs;

public sealed class RunFolderTests : IDisposable
{
    private const int NoProcess = 1_999_999_999; // above any number that a system gives

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Folder_BelongsToOne_AtATime()
    {
        using (var first = new RunFolder(_folder["runs"]))
        {
            File.WriteAllText(first["under way"], "");

            FluentActions.Invoking(() => new RunFolder(_folder["runs"])).Should().Throw<IOException>()
                .WithMessage("another darec works in this folder; wait for its end, or name another folder.");
            File.Exists(first["under way"]).Should().BeTrue();
        }

        using var next = new RunFolder(_folder["runs"]);
        next.Keeps.Should().BeTrue();
    }

    [Fact]
    public void Folder_RemovesWhatEndedProcessesLeft_AndNothingElse()
    {
        var (dead, alive) = (_folder[$"runs/.under-way-{NoProcess}"], _folder["runs/.under-way-1"]);
        Directory.CreateDirectory(dead);
        Directory.CreateDirectory(alive);
        File.WriteAllText(_folder["runs/.lock"], ""); // of a process that was killed
        File.WriteAllText(_folder["runs/a.json"], "{}");

        using (new RunFolder(_folder["runs"]))
        {
            Directory.Exists(dead).Should().BeFalse();
            Directory.Exists(alive).Should().BeTrue();
        }

        Directory.GetFileSystemEntries(_folder["runs"]).Select(Path.GetFileName).Should().BeEquivalentTo("a.json", ".under-way-1");
    }

    [Fact]
    public void Folder_ThatNothingWasKeptIn_IsGone()
    {
        using (new RunFolder(_folder["out/runs"]))
        {
        }

        Directory.Exists(_folder["out"]).Should().BeFalse();
    }

    [Fact]
    public void Find_GivesWhatWasKept()
    {
        var run = new PlannedRun("one", "One", "kind", []);
        using var folder = new RunFolder(_folder["runs"]);

        folder.Find(run).Should().BeNull();
        folder.Keep(run, new RunResult(new JsonObject { ["seconds"] = 1.5 }));

        folder.Find(run)!.Seconds.Should().Be(1.5);
    }

    [Fact]
    public void Find_GivesWhatWasKept_OrNothing_WhicheverByteIsChanged()
    {
        var run = new PlannedRun("one", "One", "kind", []);
        using var folder = new RunFolder(_folder["runs"]);
        folder.Keep(run, new RunResult(new JsonObject { ["seconds"] = 1.5, ["fingerprint"] = "a1", ["recall"] = new JsonObject { ["20"] = 0.5 } }));
        var whole = File.ReadAllBytes(_folder["runs/one.json"]);

        for (var at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x05;
            File.WriteAllBytes(_folder["runs/one.json"], damaged);

            if (folder.Find(run) is { } found)
            {
                (found.Seconds, found.Test("recall", 20)).Should().Be((1.5, 0.5), $"byte {at} was changed");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{\"seconds\":1,\"seconds\":2}")]
    [InlineData("{\"checksum\":\"\\ud800\"}")]
    public void Find_GivesNothing_ForOtherJson(string content)
    {
        using var folder = new RunFolder(_folder["runs"]);
        _folder.Write("runs/one.json", content);

        folder.Find(new PlannedRun("one", "One", "kind", [])).Should().BeNull();
    }

    public void Dispose() => _folder.Dispose();
}
