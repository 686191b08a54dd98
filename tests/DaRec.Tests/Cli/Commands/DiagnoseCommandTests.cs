using System.Text.Json.Nodes;
using DaRec.Diagnostics;
using DaRec.Embeddings.Files;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class DiagnoseCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DiagnoseCommandTests()
    {
        NpyFile.Write(_folder["after.npy"], Tensors.Random(40, 5, 1, torch.ScalarType.Float32));
        NpyFile.Write(_folder["before.npy"], Tensors.Random(40, 5, 2, torch.ScalarType.Float32));
        NpyFile.Write(_folder["texts.npy"], Tensors.Random(40, 9, 3, torch.ScalarType.Float32));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Diagnose_ShowsBothTables_AndWritesWhatItMeasured()
    {
        var run = Diagnose("after.npy", "--before", _folder["before.npy"], "--json", _folder["figures.json"], "--neighbors", "4");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("before", "debiased CKA", "common neighbours of 4", "Not collapsed");
        var json = JsonNode.Parse(File.ReadAllText(_folder["figures.json"]))!;
        json["embeddings"]!["cka"]!.GetValue<double>().Should().BeApproximately(
            TableSimilarity.LinearCka(Tensors.Random(40, 5, 1, torch.ScalarType.Float32), Tensors.Random(40, 9, 3, torch.ScalarType.Float32)), 1e-9);
        json["before"]!["neighborhood_overlap"]!.GetValue<double>().Should().NotBe(json["embeddings"]!["neighborhood_overlap"]!.GetValue<double>());
    }

    [Fact]
    public void Diagnose_LooksAtLeadingColumnsAlone_WhereAsked()
    {
        Diagnose("after.npy", "--leading-columns", "3", "--json", _folder["figures.json"]).ExitCode.Should().Be(0);

        JsonNode.Parse(File.ReadAllText(_folder["figures.json"]))!["embeddings"]!["collaborative"]!["width"]!.GetValue<int>().Should().Be(3);
    }

    [Theory]
    [InlineData("none.npy", "There is no file")]
    [InlineData("after.npy --leading-columns 6", "has 5 columns")]
    [InlineData("after.npy --clusters 41", "n ≥ 41")]
    [InlineData("after.npy --neighbors 0", "expected a whole number ≥ 1")]
    public void Diagnose_SaysWhatIsWrong(string arguments, string message)
    {
        var run = Diagnose(arguments.Split(' ')[0], arguments.Split(' ')[1..]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(message);
    }

    private CliRun Diagnose(string embeddings, params string[] others) =>
        CliRun.Of(["diagnose", "--embeddings", _folder[embeddings], "--texts", _folder["texts.npy"], .. others]);
}
