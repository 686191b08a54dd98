using System.Text.Json.Nodes;
using DaRec.Cli.Runs;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class DeviceOptionTests : IDisposable
{
    private readonly SmallData _data = new();

    public static TheoryData<string[]> Verbs =>
    [
        ["train", "--data", "."],
        ["evaluate", "--data", ".", "--users", "u.npy", "--items", "i.npy"],
        ["compare", "--data", "."],
        ["tune", "--data", ".", "--search", "layers=1,2"],
        ["bench"],
        ["check-device"],
    ];

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Device_IsRefusedInOneLine_WhereNobodyCanComputeOnIt(string[] verb)
    {
        foreach (var name in new[] { "meta", "mps", "cuda:99", "gpu" })
        {
            var run = CliRun.Of([.. verb, "--device", name]);

            run.ExitCode.Should().Be(2);
            run.Output.Should().BeEmpty();
            run.Error.TrimEnd().Split('\n').Should().ContainSingle().Which.Should().StartWith($"darec: --device {name}: Expected ");
        }
    }

    [Theory]
    [MemberData(nameof(Verbs))]
    public void Cuda_IsRefusedInOneLineThatNamesThePackage_WithoutALibtorchThatHasIt(string[] verb)
    {
        if (torch.cuda.is_available())
        {
            return; // there is nothing to refuse
        }

        var run = CliRun.Of([.. verb, "--device", "cuda"]);

        run.ExitCode.Should().Be(2);
        run.Error.TrimEnd().Split('\n').Should().ContainSingle().Which.Should()
            .StartWith("darec: --device cuda: ").And.Contain("cpu").And.ContainAny("TorchSharp-cuda-", "driver", "macOS");
    }

    [Theory]
    [InlineData("encode", "--hashing", "--out", "x")]
    [InlineData("recommend", "--run", "x", "--user", "1")]
    [InlineData("export", "--run", "x", "--out", "y")]
    public void Device_IsNoOption_WhereLibtorchComputesNothing(params string[] verb)
    {
        var run = CliRun.Of([.. verb, "--device", "cpu"]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith($"darec: {verb[0]} has no --device: it computes on the processor alone.");
    }

    [Fact]
    public void Train_SaysTheDeviceInItsFiles_AndNotOnTheProcessorElsewhere()
    {
        var run = _data.Train("--device", "cpu", "--out", _data["run"], "--json", _data["run.json"]);

        run.Output.Should().NotContain("cpu").And.NotContain("device");
        Json("run.json")["device"]!.GetValue<string>().Should().Be("cpu");
        Json("run.json")["settings"]!["device"].Should().BeNull("another machine has other devices");
        var settings = Json(Path.Combine("run", "settings.json"));
        settings["result"]!["device"]!.GetValue<string>().Should().Be("cpu");
        settings["device"].Should().BeNull();
    }

    [Fact]
    public void Train_WritesTheSameBytes_WhetherTheProcessorIsAskedForOrTheOnlyDevice()
    {
        if (torch.cuda.is_available())
        {
            return; // auto takes the GPU
        }

        _data.Train("--out", _data["auto"]);
        _data.Train("--out", _data["cpu"], "--device", "cpu");

        foreach (var file in new[] { "user.npy", "item.npy" })
        {
            File.ReadAllBytes(_data[Path.Combine("auto", file)]).Should().Equal(File.ReadAllBytes(_data[Path.Combine("cpu", file)]));
        }
    }

    [Fact]
    public void Evaluate_SaysTheDevice()
    {
        _data.Train("--out", _data["run"]);

        var run = CliRun.Of(
            "evaluate", "--data", _data.Root, "--users", _data[Path.Combine("run", "user.npy")], "--items",
            _data[Path.Combine("run", "item.npy")], "--device", "cpu", "--json", _data["evaluated.json"]);

        run.ExitCode.Should().Be(0);
        Json("evaluated.json")["device"]!.GetValue<string>().Should().Be("cpu");
    }

    [Fact]
    public void Compare_PassesTheDeviceOn_AndSaysIt()
    {
        var calls = new ProgramCalls();

        calls.Run("compare", "--data", _data.Root, "--seeds", "1", "--align", "none", "--epochs", "2", "--device", "cpu", "--out", _data["out"]);

        calls.All.Should().ContainSingle().Which.Should().ContainInConsecutiveOrder("--device", "cpu");
        var json = Json(Path.Combine("out", "compare.json"));
        json["machine"]!["device"]!.GetValue<string>().Should().Be("cpu");
        json["methods"]![0]!["runs"]!["1"]!["device"]!.GetValue<string>().Should().Be("cpu");
        File.ReadAllText(_data[Path.Combine("out", "compare.md")]).Should().Contain("--device cpu");
    }

    [Fact]
    public void Tune_PassesTheDeviceOn()
    {
        var calls = new ProgramCalls();

        calls.Run(
            "tune", "--data", _data.Root, "--align", "none", "--search", "layers=1,2", "--trials", "1", "--epochs", "2", "--device", "cpu");

        calls.All.Should().HaveCount(2).And.OnlyContain(call => call.Contains("--device"));
    }

    [Fact]
    public void Runs_OfOneDevice_AreNotTakenForThoseOfAnother()
    {
        var run = new PlannedRun("one", "One", "kind", new JsonObject { ["epochs"] = 3 });

        string[] prints = [.. new[] { "cpu", "cuda:0", "cuda:1" }.Select(device => Fingerprint.OfRun(run, "data", device))];

        prints.Should().OnlyHaveUniqueItems();
        Fingerprint.OfRun(run, "data", "cpu").Should().Be(prints[0]);
    }

    public void Dispose() => _data.Dispose();

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(_data[name]))!;
}
