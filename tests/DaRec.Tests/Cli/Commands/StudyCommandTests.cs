using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class StudyCommandTests : IDisposable
{
    private readonly SmallData _data = new();
    private readonly ProgramCalls _calls = new();

    public void Dispose() => _data.Dispose();

    [Fact]
    public void Ablate_LeavesOutEachTerm_AndTriesEachAlone()
    {
        var run = Study("ablate", "--recipe", "paper-normalized", "--sample-from", "items", "--cluster-count", "3", "--sample-size", "20");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        Labels("ablate").Should().Equal(
            "recommender alone", "as set",
            "without orthogonality", "without uniformity", "without global structure", "without local structure",
            "orthogonality alone", "uniformity alone", "global structure alone", "local structure alone",
            "linear heads", "recommender's head residual", "recommender's head identity");
        var local = Variant("ablate", "local structure alone")["settings"]!["darec"]!;
        local["uniformityWeight"].Should().BeNull();
        local["localStructureWeight"]!.GetValue<double>().Should().BeGreaterThan(0);
        Variant("ablate", "recommender alone")["settings"]!["align"]!.GetValue<string>().Should().Be("none");
        run.Output.Should().ContainAll("As set: Recall@20 ", "Change", "13 variants, 2 seeds each: 26 runs");
        Picture("ablate");
    }

    [Fact]
    public void Ablate_OfTheRecommendedSetting_TakesTheTextScoreApart()
    {
        Study("ablate").ExitCode.Should().Be(0);

        Labels("ablate").Should().Equal("recommender alone", "as set", "without global structure", "without text score");
        Variant("ablate", "without text score")["settings"]!["darec"]!["textScoreWeight"]!.GetValue<double>().Should().Be(0);
        var means = Json("ablate")["variants"]!.AsArray().ToDictionary(
            variant => variant!["label"]!.GetValue<string>(), variant => variant!["recall@20"]!);
        means["as set"]["percent"].Should().BeNull("others are measured against it");
        var (own, all) = (Seeds(means["without text score"]), Seeds(means["as set"]));
        means["without text score"]["percent"]!.GetValue<double>().Should().BeApproximately(100 * ((own.Sum() / all.Sum()) - 1), 1e-9);
    }

    [Fact]
    public void Sweep_TrainsEachValue_AndTheRecommenderAloneOnce()
    {
        var run = Study("sweep", "--option", "alignment-weight", "--values", "0.01,0.1,1");

        run.ExitCode.Should().Be(0, run.Error);
        Labels("sweep").Should().Equal("recommender alone", "alignment-weight 0.01", "alignment-weight 0.1", "alignment-weight 1");
        Variant("sweep", "alignment-weight 0.1")["at"]!.GetValue<double>().Should().Be(0.1);
        run.Output.Should().ContainAll("Best: alignment-weight ", "of 3 values rank better than the recommender alone");
        Picture("sweep");
    }

    [Fact]
    public void Sweep_TrainsTheRecommenderAloneWithEachValue_WhereThatChangesIt()
    {
        Study("sweep", "--option", "width", "--values", "4,8").ExitCode.Should().Be(0);

        Labels("sweep").Should().Equal("recommender alone, width 4", "width 4", "recommender alone, width 8", "width 8");
        Variant("sweep", "width 8")["against"]!.GetValue<string>().Should().Be("recommender alone, width 8");
    }

    [Fact]
    public void Sparsity_PairsTheRecommenderWithAndWithoutTexts_AtEachShare()
    {
        var run = Study("sparsity", "--shares", "1,0.5");

        run.ExitCode.Should().Be(0, run.Error);
        Labels("sparsity").Should().Equal("recommender alone, 50 %", "DaRec, 50 %", "recommender alone, 100 %", "DaRec, 100 %");
        Variant("sparsity", "DaRec, 50 %")["at"]!.GetValue<double>().Should().Be(3, "120 of 240 interactions, 40 items");
        run.Output.Should().Contain("Gain over the recommender alone:");
        Picture("sparsity");
    }

    [Fact]
    public void Study_RunsOnlyWhatIsMissing_WhenCalledAgain()
    {
        Study("sweep", "--option", "alignment-weight", "--values", "0.01,0.1");
        var count = _calls.All.Count;

        var again = Study("sweep", "--option", "alignment-weight", "--values", "0.01,0.1,0.5");

        again.Output.Should().Contain("6 of 8 runs are there already.");
        _calls.All.Should().HaveCount(count + 2);
    }

    [Theory]
    [InlineData("sweep --option alignment-wieght --values 1", "did you mean alignment-weight?")]
    [InlineData("sweep --option cluster-count --values 2,4", "does nothing here")]
    [InlineData("sweep --option alignment-weight --values x", "--values x")]
    [InlineData("sweep --option alignment-weight --values ,", "at least one value")]
    [InlineData("sweep --option seed --values 1,2", "--seeds")]
    [InlineData("sparsity --shares 0,1", "above 0 and at most 1")]
    [InlineData("ablate --align kar", "has no terms to leave out")]
    [InlineData("ablate --align none", "nothing to study without texts")]
    [InlineData("ablate --backbone ease", "is computed, not trained")]
    public void Study_SaysWhatIsWrong(string arguments, string message)
    {
        var words = arguments.Split(' ');

        var run = Study(words[0], words[1..]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(message);
        _calls.All.Should().BeEmpty();
    }

    private CliRun Study(string verb, params string[] more) =>
        _calls.Run([verb, "--data", _data.Root, "--out", _data["out"], .. more, "--epochs", "2", "--seeds", "1,2"]);

    private JsonNode Json(string verb) => JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", $"{verb}.json")]))!;

    private IEnumerable<string> Labels(string verb) => Json(verb)["variants"]!.AsArray().Select(variant => variant!["label"]!.GetValue<string>());

    private JsonNode Variant(string verb, string label) => Json(verb)["variants"]!.AsArray().Single(variant => variant!["label"]!.GetValue<string>() == label)!;

    private static double[] Seeds(JsonNode metric) => [.. metric["seeds"]!.AsObject().Select(seed => seed.Value!.GetValue<double>())];

    private void Picture(string verb)
    {
        File.ReadAllBytes(_data[Path.Combine("out", $"{verb}.png")])[..4].Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G');
        File.ReadAllText(_data[Path.Combine("out", $"{verb}.md")]).Should().ContainAll($"darec {verb} --data DIR", $"]({verb}.png)", "| --- |");
    }
}
