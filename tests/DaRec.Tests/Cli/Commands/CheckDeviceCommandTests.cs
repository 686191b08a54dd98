using System.Text.Json.Nodes;
using DaRec.Cli.Checking;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Commands;

public sealed class CheckDeviceCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void CheckDevice_FindsEveryLossRight_OnTheProcessor()
    {
        var run = CliRun.Of("check-device", "--device", "cpu", "--only", "losses", "--json", _folder["check.json"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("Losses: float32 on cpu against float64 on the processor").And.NotContain("Training").And.NotContain("WRONG");
        var json = JsonNode.Parse(File.ReadAllText(_folder["check.json"]))!;
        var figures = json["figures"]!.AsArray();
        figures.Should().HaveCountGreaterThan(40);
        json["right"]!.GetValue<int>().Should().Be(figures.Count);
        figures.Count(figure => figure!["difference"]!.GetValue<double>() > 0).Should().BeGreaterThan(
            figures.Count / 2, "float32 is not float64");
    }

    [Fact]
    public void CheckDevice_LeavesNoTensorBehind()
    {
        CliRun.Of("check-device", "--device", "cpu", "--only", "losses"); // static caches, if any, fill on the first call

        LiveTensors.LeftBy(() => CliRun.Of("check-device", "--device", "cpu", "--only", "losses")).Should().Be(0);
    }

    [Theory]
    [InlineData("LightGCN")]
    [InlineData("Matrix factorization")]
    [InlineData("LightGCN + DaRec")]
    public void Training_IsTheSame_OnTheProcessor(string name)
    {
        using var data = DaRec.Recommenders.Data.SyntheticData.Generate(60, 80, seed: 1);
        var one = TrainingCase.All.Single(one => one.Name == name);

        var figures = one.Check(data, CPU, epochs: 2, CancellationToken.None).ToList();

        figures.Should().HaveCount(2).And.OnlyContain(figure => figure.IsRight && figure.Difference == 0);
    }

    [Fact]
    public void Training_IsCheckedOfEveryRecommenderAndEveryTextMethod() =>
        TrainingCase.All.Select(one => one.Name).Should().OnlyHaveUniqueItems().And.Contain(
        [
            "LightGCN", "Matrix factorization", "GCCF", "SGL", "SimGCL", "DCCF", "AutoCF", "LightGCN + DaRec", "LightGCN + RLMRec-Con",
            "LightGCN + RLMRec-Gen", "LightGCN + KAR",
        ]);

    [Theory]
    [InlineData(1.0, 1.00009, true)]
    [InlineData(1.0, 1.00011, false)]
    [InlineData(-2e6, -2e6, true)]
    [InlineData(0.0, 1e-3, false)]
    [InlineData(1.0, double.NaN, false)]
    [InlineData(1.0, double.PositiveInfinity, false)]
    public void Value_IsRight_WithinTheTolerance(double expected, double actual, bool isRight) =>
        CheckedFigure.OfValue("x", expected, actual, 1e-4).IsRight.Should().Be(isRight);

    [Fact]
    public void Failure_IsNeverRight() => CheckedFigure.Failed("x", "out of memory").IsRight.Should().BeFalse();

    [Theory]
    [InlineData(0, 0, 0, true)]
    [InlineData(1e-4, 0, 0, true)]
    [InlineData(0, 1e-2, 0, false)]
    [InlineData(0, 0, 1e-2, false)]
    [InlineData(double.NaN, 0, 0, false)]
    public void Gradient_IsWrong_WhereTheLeafThatIsFarthestApartIs(double first, double second, double value, bool isRight)
    {
        using var scope = NewDisposeScope();
        var expected = new LossOutcome([("", 3)], [ones(4, dtype: ScalarType.Float64), ones(2, dtype: ScalarType.Float64).mul(100)]);
        var actual = new LossOutcome(
            [("", 3 * (1 + value))], [expected.Gradients[0].add(first), expected.Gradients[1].mul(1 + second)]);

        actual.Against("x", expected).All(figure => figure.IsRight).Should().Be(isRight);
    }

    public void Dispose() => _folder.Dispose();
}
