using DaRec.Embeddings;
using DaRec.Tests.Cli;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Distributed;

/// <summary>The program in real processes; <see cref="SharedTrainingTests"/> has the same laws on threads.</summary>
public sealed class MpiTrainingTests : IDisposable
{
    private readonly SmallData _data = new();

    [MpiTheory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Train_OfProcesses_EqualsOne(int size)
    {
        var alone = _data.Train("--threads", "1", "--out", _data["alone"]);

        var (code, said) = MpiRun.Of(size, Train("--out", _data["shared"]));

        (alone.ExitCode, code).Should().Be((0, 0), said);
        Difference("item.npy").Should().BeLessThan(1e-5);
        Difference("user.npy").Should().BeLessThan(1e-5);
        Count(said, "Best epoch").Should().Be(1, "process 0 alone prints");
        said.Contains($"in {size} processes (Open MPI").Should().Be(size > 1);

        double Difference(string file)
        {
            using var one = FrozenEmbeddings.Open(Path.Combine(_data["alone"], file));
            using var other = FrozenEmbeddings.Open(Path.Combine(_data["shared"], file));
            using var rows = one.Block(0, one.Count);
            using var others = other.Block(0, other.Count);
            return Tensors.Difference(rows, others);
        }
    }

    [MpiFact]
    public void CheckProcesses_FindsSumsAndTermsRight()
    {
        var (code, said) = MpiRun.Of(3, "check-processes", "--rows", "500", "--repeats", "1", "--threads", "1");

        code.Should().Be(0, said);
        said.Should().Contain("3 processes (Open MPI v").And.Contain("Sums, copies and gathers: right.").And.Contain("neighbourhoods");
    }

    [MpiFact]
    public void Train_GoesOnWithMoreProcesses_AfterAProcessWasKilled()
    {
        string[] endless =
            ["train", "--data", _data.Root, "--epochs", "1000000", "--patience", "1000000", "--checkpoint-every", "0", "--quiet", "--threads", "1"];
        using var run = MpiRun.Start(2, [.. endless, "--out", _data["out"]]);
        var checkpoints = Path.Combine(_data["out"], "checkpoints");
        SpinWait.SpinUntil(() => Directory.Exists(checkpoints) && Directory.GetFiles(checkpoints, "*.checkpoint").Length > 1, TimeSpan.FromMinutes(1))
            .Should().BeTrue(run.Said);

        using (var second = System.Diagnostics.Process.GetProcessById(run.Children[^1]))
        {
            second.Kill();
        }

        run.WaitForExit().Should().NotBe(0);
        run.Said.Should().Contain("exited on signal 9");

        var reached = Directory.GetFiles(checkpoints, "*.checkpoint").Select(file => int.Parse(Path.GetFileNameWithoutExtension(file)["epoch-".Length..])).Max();

        var (code, said) = MpiRun.Of(3, "train", "--resume", "--out", _data["out"], "--threads", "1", "--epochs", $"{reached + 1}");
        code.Should().Be(0, said);
        said.Should().Contain($"Training goes on after epoch {reached}");
    }

    [MpiFact]
    public void Train_EndsAll_WhereOneProcessFails()
    {
        using var run = MpiRun.Start([(1, Train("--quiet")), (1, ["train", "--data", "/no/such"])]);

        run.WaitForExit().Should().Be(2, run.Said);

        Count(run.Said, "darec: process 1 of 2 failed: There is no folder /no/such").Should().Be(1);
    }

    [MpiFact]
    public void Train_SaysOnce_WhatFailsOnAll()
    {
        var (code, said) = MpiRun.Of(2, "train", "--data", "/no/such");

        code.Should().Be(2);
        Count(said, "darec: There is no folder /no/such").Should().Be(1, "one line says it");
    }

    [MpiTheory]
    [InlineData("works in one process", "generate", "--out", "x")]
    [InlineData("several processes train on the processor alone", "train", "--data", "x", "--device", "cuda")]
    public void Run_Refuses_WhatProcessesCannotShare(string reason, params string[] arguments)
    {
        var (code, said) = MpiRun.Of(2, arguments);

        code.Should().Be(2);
        said.Should().Contain(reason);
    }

    public void Dispose() => _data.Dispose();

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private string[] Train(params string[] more) =>
        ["train", "--data", _data.Root, "--epochs", "4", "--evaluate-every", "2", "--learning-rate", "0.01", "--threads", "1", .. more];
}
