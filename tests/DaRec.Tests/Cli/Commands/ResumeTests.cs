using DaRec.Cli.Output;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class ResumeTests : IDisposable
{
    private readonly SmallData _data = new();

    [Theory]
    [InlineData("--align", "none")]
    [InlineData("--align", "kar")]
    [InlineData("--backbone", "autocf")]
    public void Resume_GivesTheSameBytes_AsATrainingWithoutABreak(string option, string value)
    {
        Train("whole", CancellationToken.None, option, value).ExitCode.Should().Be(0);

        var broken = Interrupted("broken", option, value);
        var resumed = CliRun.Of("train", "--resume", "--out", _data["broken"]);

        broken.ExitCode.Should().Be(130);
        broken.Error.Should().Contain("stopped after epoch 1").And.Contain($"darec train --resume --out {_data["broken"]}");
        resumed.Error.Should().BeEmpty();
        resumed.Output.Should().Contain("Training goes on after epoch 1");
        Bytes("broken").Should().Be(Bytes("whole"));
        Names("broken").Should().BeEquivalentTo(Names("whole"), "no checkpoint stays");
    }

    [Fact]
    public void Train_RefusesAFolder_WithCheckpointsOfAnotherTraining()
    {
        Interrupted("run");

        var again = Train("run", CancellationToken.None);
        var other = CliRun.Of("train", "--resume", "--out", _data["run"], "--learning-rate", "0.5");

        again.ExitCode.Should().Be(2);
        again.Error.Should().Contain("type --resume to go on, or remove");
        other.ExitCode.Should().Be(2);
        other.Error.Should().Contain("written with learning rate 0.01, here is learning rate 0.5").And.Contain("or remove");
        Directory.GetFiles(_data["run/checkpoints"], "*.checkpoint").Should().ContainSingle();
    }

    [Fact]
    public void Resume_Begins_WithoutACheckpoint()
    {
        var run = Train("run", CancellationToken.None, "--resume");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("training begins");
        Train("whole", CancellationToken.None);
        Bytes("run").Should().Be(Bytes("whole"));
    }

    [Fact]
    public void Resume_SaysWhatIsDamaged()
    {
        Interrupted("run");
        File.WriteAllText(Directory.GetFiles(_data["run/checkpoints"], "*.checkpoint").Single(), "nonsense");

        var run = CliRun.Of("train", "--resume", "--out", _data["run"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("epoch-000001.checkpoint: this is no checkpoint");
    }

    [Fact]
    public void Resume_NeedsAFolder()
    {
        var run = CliRun.Of("train", "--data", _data.Root, "--resume");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--resume --out DIR");
    }

    [Fact]
    public void Train_RefusesTheFolderOfTheData()
    {
        var run = _data.Train("--out", _data.Root);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("is the folder of the data");
    }

    [Fact]
    public void Train_RefusesAFolder_InWhichAnotherTrains()
    {
        using var other = new OutputFolder(_data["run"]);

        var run = _data.Train("--out", _data["run"]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("another darec works in this folder");
    }

    [Fact]
    public void Train_TellsWhatCheckpointsCost()
    {
        Train("run", CancellationToken.None, "--checkpoint-every", "0").Output.Should().MatchRegex(@"4 checkpoints on the way took \d+\.\d\d s\.");
        Train("other", CancellationToken.None).Output.Should().NotContain("checkpoint");
    }

    [Fact]
    public void Trainings_ThatAreKilledAndResumed_GiveTheBytesOfOneThatIsNot()
    {
        var run = CliRun.Of("check-resume", "--kills", "3", "--", "--data", _data.Root, "--epochs", "40", "--threads", "1");

        run.Error.Should().BeEmpty();
        run.Output.Should().MatchRegex(@"^3 kills, [0-3] of them while a checkpoint was written; (\d+) of \1 trainings gave the bytes");
        run.ExitCode.Should().Be(0);
    }

    public void Dispose() => _data.Dispose();

    // Interrupted while it shows its first epoch.
    private CliRun Interrupted(string name, params string[] more)
    {
        using var interrupt = new CancellationTokenSource();
        using var output = new TellingWriter(text => text.Contains("epoch    1", StringComparison.Ordinal), interrupt.Cancel);
        return CliRun.Into(output, interrupt.Token, Arguments(name, more));
    }

    private CliRun Train(string name, CancellationToken cancellation, params string[] more) => CliRun.Of(cancellation, Arguments(name, more));

    private string[] Arguments(string name, string[] more) =>
        ["train", "--data", _data.Root, "--epochs", "4", "--evaluate-every", "1", "--learning-rate", "0.01", "--out", _data[name], .. more];

    private string Bytes(string name) => string.Join(' ', new[] { "user.npy", "item.npy" }
        .Select(file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(_data[Path.Combine(name, file)])))));

    private IEnumerable<string?> Names(string name) => Directory.GetFileSystemEntries(_data[name]).Select(Path.GetFileName);

    private sealed class TellingWriter(Predicate<string> isIt, Action told) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (isIt(value ?? ""))
            {
                told();
            }
        }
    }
}
