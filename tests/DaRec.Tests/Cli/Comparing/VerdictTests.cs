using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DaRec.Cli.Comparing;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Comparing;

public class VerdictTests
{
    private const int Users = 200;

    [Fact]
    public void Of_NamesTheWinner_WithItsGainAndIntervals()
    {
        var verdict = Verdict.Of([
            Method(BackboneKind.Ease, AlignmentKind.None, 0.40, 0.41, 0.39),
            Method(BackboneKind.LightGcn, AlignmentKind.DaRec, 0.50, 0.52, 0.51),
            Method(BackboneKind.LightGcn, AlignmentKind.None, 0.30, 0.31, 0.30)])!;

        verdict.Winner!.Title.Should().Be("LightGCN + DaRec");
        verdict.Leading.Second.Title.Should().Be("EASE");
        verdict.Leading.Recall.Percent.Should().BeApproximately(100 * ((1.53 / 1.20) - 1), 1e-9);
        var seeds = verdict.Leading.Recall.OverSeeds!;
        ((seeds.Low + seeds.High) / 2).Should().BeApproximately(verdict.Leading.Recall.Percent, 1e-9);
        var users = verdict.Leading.Recall.OverUsers!;
        users.Low.Should().BePositive().And.BeLessThan(verdict.Leading.Recall.Percent);
        users.High.Should().BeGreaterThan(verdict.Leading.Recall.Percent);
        string[] lines = [.. VerdictText.Lines(verdict)];
        lines[0].Should().StartWith("LightGCN + DaRec wins: Recall@20 +27.5 % over the next best, EASE (95 % interval over users +")
            .And.Contain("; over seeds +").And.Contain("; NDCG@20 +27.5 % (95 % interval");
        lines.Should().HaveCount(2, "the best with DaRec and the best without are the first two");
        lines[1].Should().Be(
            "Cost: LightGCN + DaRec 20.0 s to train, 32 columns an item; EASE 3.00 s to compute, a matrix of 40 × 40 item weights.");
    }

    [Fact]
    public void Of_NamesNoWinner_WhereTheFirstTwoLieWithinNoise()
    {
        var verdict = Verdict.Of([
            Method(BackboneKind.LightGcn, AlignmentKind.None, 0.400, 0.402, 0.399),
            Method(BackboneKind.Sgl, AlignmentKind.None, 0.401, 0.399, 0.400)])!;

        verdict.Winner.Should().BeNull();
        verdict.WithDaRec.Should().BeNull();
        VerdictText.Lines(verdict).First().Should().StartWith(
            "No winner: the first two lie within noise. LightGCN against SGL: Recall@20 +0.1 % (95 % interval over users −");
    }

    [Fact]
    public void Of_NamesNoWinner_WhereOneIntervalHasZero()
    {
        // Each user gains the same, but the seeds do not agree.
        var verdict = Verdict.Of([
            Method(BackboneKind.LightGcn, AlignmentKind.None, 0.6, 0.41),
            Method(BackboneKind.Sgl, AlignmentKind.None, 0.4, 0.4)])!;

        verdict.Leading.Recall.OverUsers!.HasZero.Should().BeFalse();
        verdict.Leading.Recall.OverSeeds!.HasZero.Should().BeTrue();
        verdict.Winner.Should().BeNull();
    }

    [Fact]
    public void Of_SaysWhereDaRecStands_BehindOthers()
    {
        var verdict = Verdict.Of([
            Method(BackboneKind.LightGcn, AlignmentKind.None, 0.30, 0.31, 0.30),
            Method(BackboneKind.LightGcn, AlignmentKind.DaRec, 0.40, 0.41, 0.40),
            Method(BackboneKind.Ease, AlignmentKind.None, 0.50, 0.50, 0.50),
            Method(BackboneKind.L3ae, AlignmentKind.None, 0.60, 0.60, 0.60)])!;

        verdict.Winner!.Title.Should().Be("L3AE");
        verdict.Leading.Recall.OverSeeds.Should().BeNull("no seed changes a recommender that is computed");
        VerdictText.Lines(verdict).Skip(1).First().Should()
            .StartWith("Best with DaRec and best without: LightGCN + DaRec is behind L3AE: Recall@20 −");
    }

    [Fact]
    public void Of_GoesBySeedsAlone_WithoutEachUsersFigures()
    {
        var verdict = Verdict.Of([
            Method(BackboneKind.LightGcn, AlignmentKind.None, false, 0.50, 0.51, 0.50),
            Method(BackboneKind.Sgl, AlignmentKind.None, false, 0.40, 0.41, 0.41)])!;

        verdict.Leading.Recall.OverUsers.Should().BeNull();
        verdict.Winner!.Title.Should().Be("LightGCN");
        VerdictText.Lines(verdict).First().Should().NotContain("over users");
    }

    [Fact]
    public void Of_IsNull_ForOneMethod()
    {
        Verdict.Of([Method(BackboneKind.LightGcn, AlignmentKind.None, 0.5)]).Should().BeNull();
    }

    private static ComparedMethod Method(BackboneKind backbone, AlignmentKind align, params double[] recalls) =>
        Method(backbone, align, true, recalls);

    private static ComparedMethod Method(BackboneKind backbone, AlignmentKind align, bool hasUsers, params double[] recalls) => new(
        backbone,
        align,
        null,
        recalls.Index().ToDictionary(run => run.Index, run => new RunResult(Json(backbone, run.Item, hasUsers))));

    // Recall and NDCG of a run; each user's lie around the mean, above it for other users than with other recommenders.
    private static JsonObject Json(BackboneKind backbone, double mean, bool hasUsers)
    {
        var (isFitted, waves) = (backbone is BackboneKind.Ease or BackboneKind.L3ae, 1 + (int)backbone);
        var users = Convert.ToBase64String(MemoryMarshal.AsBytes<float>(
            [.. Enumerable.Range(0, Users).Select(user => (float)(mean * (1 + (0.5 * Math.Cos(Math.PI * waves * (user + 0.5) / Users)))))]));
        var json = new JsonObject
        {
            ["recall"] = new JsonObject { ["20"] = mean },
            ["ndcg"] = new JsonObject { ["20"] = mean },
            ["epochs"] = isFitted ? 0 : 10,
        };
        if (hasUsers)
        {
            json["of_users"] = new JsonObject { ["recall"] = users, ["ndcg"] = users };
        }

        if (isFitted)
        {
            (json["fit_seconds"], json["matrix_items"]) = (3.0, 40);
        }
        else
        {
            (json["seconds_per_epoch"], json["vector_columns"]) = (2.0, 32);
        }

        return json;
    }
}
