using System.Text.Json.Nodes;
using DaRec.Cli.Runs;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Cli.Runs;

public sealed class ChildProgramTests : IDisposable
{
    private readonly SmallData _data = new();

    [Fact]
    public void Call_RunsTheProgram_AsAProcessOfItsOwn()
    {
        string[] settings = ["--seeds", "1,2", "--align", "none", "--epochs", "2", "--data", _data.Root];

        var own = CliRun.Of(["compare", .. settings, "--jobs", "2", "--out", _data["own"]]);
        var here = new ProgramCalls().Run(["compare", .. settings, "--out", _data["here"]]);

        own.Error.Should().BeEmpty();
        (own.ExitCode, here.ExitCode).Should().Be((0, 0));
        foreach (var file in Directory.GetFiles(_data[Path.Combine("own", "runs")]))
        {
            var (one, other) = (Json(file), Json(_data[Path.Combine("here", "runs", Path.GetFileName(file))]));
            one["recall"]!.ToJsonString().Should().Be(other["recall"]!.ToJsonString());
            one["fingerprint"]!.GetValue<string>().Should().Be(other["fingerprint"]!.GetValue<string>());
            one["peak_megabytes"]!.GetValue<double>().Should().BeInRange(20, 2000);
        }
    }

    [Fact]
    public void Call_TellsWhatTheProgramSaid_WhenItFails()
    {
        var end = ChildProgram.Call(["train", "--data", "/no/such"], 1, CancellationToken.None);

        end.ExitCode.Should().Be(2);
        end.Error.Should().StartWith("darec: There is no folder /no/such");
    }

    [Fact]
    public void Call_EndsTheProcess_WhenCancelled()
    {
        using var interrupt = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        string[] endless = ["train", "--data", _data.Root, "--epochs", "1000000000", "--patience", "1000000000", "--quiet"];

        FluentActions.Invoking(() => ChildProgram.Call(endless, 1, interrupt.Token)).Should().Throw<OperationCanceledException>();
    }

    [Fact]
    public void Threads_AreShared_AndAtLeastOne()
    {
        var threads = torch.get_num_threads();
        try
        {
            torch.set_num_threads(6);

            ChildProgram.Threads(1).Should().Be(6, "a run of compare computes as train does");
            ChildProgram.Threads(4).Should().Be(1);
            ChildProgram.Threads(10_000).Should().Be(1);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    public void Dispose() => _data.Dispose();

    private static JsonNode Json(string path) => JsonNode.Parse(File.ReadAllText(path))!;
}
