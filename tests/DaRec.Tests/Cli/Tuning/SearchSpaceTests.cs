using System.CommandLine;
using System.Globalization;
using DaRec.Cli;
using DaRec.Cli.Settings;
using DaRec.Cli.Tuning;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Tuning;

public class SearchSpaceTests
{
    private const int Many = 400;

    [Fact]
    public void Draw_StaysInTheRange_OfRealNumbers()
    {
        var values = Numbers(Parse("keep-probability=0.4..0.9"));

        values.Should().OnlyContain(value => value >= 0.4 && value <= 0.9);
        values.Average().Should().BeApproximately(0.65, 0.03, "both halves are as likely");
    }

    [Fact]
    public void Draw_TakesOrdersOfMagnitude_WhereTheEndsAreTenTimesApart()
    {
        var values = Numbers(Parse("alignment-weight=0.001..0.1"));

        values.Should().OnlyContain(value => value >= 0.001 && value <= 0.1);
        values.Count(value => value < 0.01).Should().BeInRange(Many * 4 / 10, Many * 6 / 10, "both powers of ten are as likely");
    }

    [Theory]
    [InlineData("alignment-weight=0.01..0.1", true)]
    [InlineData("alignment-weight=0.01..0.09", false)]
    [InlineData("alignment-weight=0..0.5", false)]
    [InlineData("learning-rate=1e-4..1e-2", true)]
    public void IsLogarithmic_FollowsFromTheEnds(string search, bool expected)
    {
        Parse(search).Ranges.Should().ContainSingle().Which.Should().BeOfType<RealRange>().Which.IsLogarithmic.Should().Be(expected);
    }

    [Fact]
    public void Draw_ReachesBothEnds_OfWholeNumbers()
    {
        Parse("layers=1..4").Draw(Many, 1).Select(trial => trial.Values[0].Value).Should().BeEquivalentTo("1", "2", "3", "4");
    }

    [Fact]
    public void Draw_GivesEachCombinationOnce_AndEndsWhereThereAreNoMore()
    {
        var trials = Parse("layers=1..3", "sample-size=256,all").Draw(Many, 1);

        trials.Select(trial => trial.Options).Should().HaveCount(6).And.OnlyHaveUniqueItems();
        trials.Should().Contain(trial => trial.Options == "--layers 2 --sample-size all");
    }

    [Fact]
    public void Draw_GivesTheSameTrials_ForTheSameSeed_HoweverMany()
    {
        var space = Parse("alignment-weight=0.001..0.1", "layers=1..4");

        var (few, many, others) = (Titles(5, 7), Titles(9, 7), Titles(9, 8));

        many.Take(5).Should().Equal(few);
        others.Should().NotEqual(many);

        IEnumerable<string> Titles(int count, int seed) => space.Draw(count, seed).Select(trial => trial.Title);
    }

    [Fact]
    public void Apply_SetsTheOptions_OfTrainingRecommenderAndAlignment()
    {
        var run = Run();
        var space = SearchSpace.Parse(
            ["width=16,64", "layers=1,2", "collaborative-hidden-widths=64,32/none"], "--search", run, NothingDecided);
        var trial = new Trial(1, [.. space.Ranges.Zip(["16", "1", "64,32"])]);

        var settings = trial.Apply(run);

        settings.Width.Should().Be(16);
        settings.BackboneOptions.Should().BeEquivalentTo(new { Layers = 1 });
        settings.AlignmentOptions.Should().Be(DaRecOptions.Default with { Heads = new() { Collaborative = new() { HiddenWidths = [64, 32] } } });
        run.Width.Should().Be(32, "trials start from the same settings");
        SettingsCatalog.ToJson(run)["lightgcn"]!["layers"]!.GetValue<int>().Should().NotBe(1);
    }

    [Theory]
    [InlineData("layers", "expected name=low..high or name=value,value,…")]
    [InlineData("layers=", "expected name=low..high or name=value,value,…")]
    [InlineData("layer=1..4", "train has no option --layer; did you mean layers?")]
    [InlineData("noise=0.1..0.9", "--noise does nothing for LightGCN + DaRec")]
    [InlineData("layers=4..1", "expected two whole numbers, the lower one first.")]
    [InlineData("layers=2..2", "expected two whole numbers, the lower one first.")]
    [InlineData("layers=1..x", "expected two whole numbers, the lower one first.")]
    [InlineData("alignment-weight=0.3..0.1", "expected two numbers, the lower one first.")]
    [InlineData("layers=-1..4", "--layers -1: expected ≥ 0.")]
    [InlineData("keep-probability=0.5..1.5", "--keep-probability 1.5: expected in (0, 1].")]
    [InlineData("sample-size=256,many", "--sample-size many: expected a whole number or all.")]
    [InlineData("ranking=backbone..heads", "ranking is no number; expected ranking=value,value,…")]
    [InlineData("layers=1,1", "a value is there twice")]
    [InlineData("seed=1..5", "not this way")]
    public void Parse_NamesTheSearch_ThatIsWrong(string search, string expected)
    {
        FluentActions.Invoking(() => Parse(search)).Should().Throw<UsageException>()
            .Which.Message.Should().StartWith($"--search {search}: ").And.Contain(expected);
    }

    [Fact]
    public void Parse_WantsTheTermOn_WhoseOptionIsSearched()
    {
        FluentActions.Invoking(() => Parse("uniformity-temperature=1..3"))
            .Should().Throw<UsageException>().WithMessage("--search: --uniformity-temperature does nothing here*");
        Parse("uniformity-weight=0.1,1", "uniformity-temperature=1..3").Ranges.Should().HaveCount(2);
    }

    [Fact]
    public void Parse_TakesEachOptionOnce()
    {
        FluentActions.Invoking(() => Parse("layers=1..4", "--layers=1,2"))
            .Should().Throw<UsageException>().WithMessage("*layers is there twice*");
    }

    private static Dictionary<Setting, string> NothingDecided => [];

    private static List<double> Numbers(SearchSpace space) =>
        [.. space.Draw(Many, 1).Select(trial => double.Parse(trial.Values[0].Value, CultureInfo.InvariantCulture))];

    private static SearchSpace Parse(params string[] searches) =>
        SearchSpace.Parse(searches, "--search", Run(), new Dictionary<Setting, string> { [TrainingSettings.Seed] = "not this way" });

    private static TrainSettings Run()
    {
        var parsed = new Command("train").Parse([]);
        return new SettingsCatalog().Complete(parsed, null, new TrainSettings { Align = AlignmentKind.DaRec });
    }
}
