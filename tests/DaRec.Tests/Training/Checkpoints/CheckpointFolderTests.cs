using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Training.Checkpoints;

public sealed class CheckpointFolderTests : IDisposable
{
    private const string Backbone = nameof(LightGcn);
    private const string Method = "default";

    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointFolder _checkpoints;

    public CheckpointFolderTests() => _checkpoints = new CheckpointFolder(_folder["checkpoints"]);

    [Fact]
    public void Save_KeepsTheLastTwo()
    {
        var unbroken = Train();

        Names().Should().Equal("epoch-000004.checkpoint", "epoch-000003.checkpoint");
        Resume(4).Should().Be(unbroken);
    }

    [Fact]
    public void Resume_TakesTheOneBefore_WhereTheNewestIsDamaged()
    {
        var unbroken = Train();
        using (var file = File.OpenWrite(_checkpoints.Files[0]))
        {
            file.SetLength(file.Length / 2);
        }

        ResumedTraining? resumed = null;
        var run = ResumedRun.Of(
            Backbone,
            Method,
            before: trainer => resumed = _checkpoints.Resume(trainer),
            after: (trainer, _) => _checkpoints.Save(trainer));

        resumed!.Epoch.Should().Be(3);
        resumed.Threads.Should().Be(TorchSharp.torch.get_num_threads());
        resumed.Damaged.Should().ContainSingle().Which.Should().Contain("epoch-000004.checkpoint").And.Contain("cut short");
        run.Should().Be(unbroken);
        Resume(4).Should().Be(unbroken, "the damaged file was replaced");
    }

    [Fact]
    public void Save_RemovesFiles_OfLaterEpochsThanItsOwn()
    {
        Train();
        File.WriteAllText(_folder["checkpoints/epoch-000009.checkpoint"], "damaged");

        ResumedRun.Of(
            Backbone, Method, before: trainer => _checkpoints.Resume(trainer), after: (trainer, _) => _checkpoints.Save(trainer),
            options: ResumedRun.Options with { MaxEpochs = 5 });

        Names().Should().Equal("epoch-000005.checkpoint", "epoch-000004.checkpoint");
    }

    [Fact]
    public void Resume_GivesNull_WhereThereIsNone() =>
        ResumedRun.Of(Backbone, Method, before: trainer => _checkpoints.Resume(trainer).Should().BeNull());

    [Fact]
    public void Resume_Throws_WhereAllAreDamaged()
    {
        Train();
        foreach (var file in _checkpoints.Files)
        {
            File.WriteAllText(file, "nonsense");
        }

        var act = () => ResumedRun.Of(Backbone, Method, before: trainer => _checkpoints.Resume(trainer));

        act.Should().Throw<InvalidDataException>().WithMessage("*000004*000003*");
    }

    [Fact]
    public void Resume_TakesNoOlderOne_WhereTheNewestIsOfOtherSettings()
    {
        Train();

        var act = () => ResumedRun.Of(
            Backbone, Method, before: trainer => _checkpoints.Resume(trainer), options: ResumedRun.Options with { Seed = 9 });

        act.Should().Throw<ArgumentException>().WithMessage("*000004*seed*");
    }

    [Fact]
    public void Clear_RemovesTheFolder_UnlessOthersUseIt()
    {
        Train();
        File.WriteAllText(_folder["checkpoints/note.txt"], "mine");

        _checkpoints.Clear();

        Directory.GetFiles(_checkpoints.Path).Should().Equal(_folder["checkpoints/note.txt"]);
        File.Delete(_folder["checkpoints/note.txt"]);
        _checkpoints.Clear();
        Directory.Exists(_checkpoints.Path).Should().BeFalse();
        FluentActions.Invoking(_checkpoints.Clear).Should().NotThrow();
    }

    public void Dispose() => _folder.Dispose();

    private (string Bytes, string Figures) Train() => ResumedRun.Of(Backbone, Method, after: (trainer, _) => _checkpoints.Save(trainer));

    private (string Bytes, string Figures) Resume(int epoch) =>
        ResumedRun.Of(Backbone, Method, before: trainer => _checkpoints.Resume(trainer)!.Epoch.Should().Be(epoch));

    private IEnumerable<string?> Names() => _checkpoints.Files.Select(Path.GetFileName);
}
