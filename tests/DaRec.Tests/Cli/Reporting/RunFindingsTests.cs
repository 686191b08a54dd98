using DaRec.Cli.Inspecting;
using DaRec.Cli.Reporting.Findings;
using DaRec.Recommenders.Evaluation;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Reporting;

public sealed class RunFindingsTests(ServedRun served) : IClassFixture<ServedRun>
{
    [Fact]
    public void Figures_AreThoseOfTheEvaluators()
    {
        using var run = Open();
        var findings = new RunFindings(run, clusters: 3);

        var (users, items) = (run.After.Ranked.Users, run.After.Ranked.Items);
        var expected = new RankingEvaluator(run.Data.Train, run.Data.Test!, 20).Evaluate(users, items);
        var thirds = new PopularityEvaluator(run.Data.Train, run.Data.Test!).Evaluate(users, items);
        findings.Recall!.After.Should().BeApproximately(expected.Recall[20], 1e-12);
        findings.Ndcg!.After.Should().BeApproximately(expected.Ndcg[20], 1e-12);
        findings.Thirds.Select(third => third.Recall.After).Should().Equal(
            thirds.Users.Concat(thirds.Items).Select(third => third.Recall!.Value), (actual, other) => Math.Abs(actual - other) < 1e-12);
        findings.Thirds.Select(third => (third.Count, third.Fewest, third.Most)).Should().Equal(
            thirds.Users.Concat(thirds.Items).Select(third => (third.Count, third.Fewest, third.Most)));
    }

    [Fact]
    public void ComparedWithItself_NothingChanged()
    {
        using var run = Open();
        var findings = new RunFindings(run, clusters: 3);

        findings.Recall!.Percent.Should().Be(0);
        findings.Recall.Direction.Should().Be(0);
        (findings.Better, findings.Worse).Should().Be((0, 0));
        findings.Changes!.Kept.Should().Be(1);
        findings.Changes.Items.Should().OnlyContain(item => item.Before == item.After);
    }

    private InspectedRun Open()
    {
        var context = new DaRec.Cli.CliContext(Spectre.Console.AnsiConsole.Console, TextWriter.Null, CancellationToken.None);
        return InspectedRun.Open(context, served.Run, null, (new BaselineSource(context), served.Run), "--run");
    }
}
