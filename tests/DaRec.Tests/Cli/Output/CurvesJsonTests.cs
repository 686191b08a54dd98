using DaRec.Cli.Output;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Training;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Output;

public class CurvesJsonTests
{
    [Fact]
    public void Curves_AreReadAsTheyWereWritten()
    {
        EpochReport[] epochs =
        [
            new() { Epoch = 1, Loss = 0.5, Seconds = 1 },
            new() { Epoch = 2, Loss = 0.25, Seconds = 1, Alignment = [new("global structure", 1.5)], Validation = Metrics(0.125) },
        ];

        var json = CurvesJson.Of(epochs);

        CurvesJson.Read(json[CurvesJson.Loss]).Should().Equal(0.5, 0.25);
        CurvesJson.Read(json[CurvesJson.Terms]!["global structure"]).Should().Equal(null, 1.5);
        CurvesJson.Read(json[CurvesJson.Validation]!["epoch"]).Should().Equal(2.0);
        CurvesJson.Read(json[CurvesJson.Validation]!["recall@20"]).Should().Equal(0.125);
        CurvesJson.Read(null).Should().BeEmpty();
    }

    [Fact]
    public void WithoutAnEvaluation_ThereIsNoValidation() =>
        CurvesJson.Of([new EpochReport { Epoch = 1, Loss = 0.5, Seconds = 1 }]).ContainsKey(CurvesJson.Validation).Should().BeFalse();

    private static RankingMetrics Metrics(double value) =>
        new() { Users = 1, Recall = new Dictionary<int, double> { [20] = value }, Ndcg = new Dictionary<int, double> { [20] = value } };
}
