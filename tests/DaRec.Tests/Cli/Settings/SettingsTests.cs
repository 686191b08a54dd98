using System.CommandLine;
using DaRec.Cli;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Settings;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SettingsCatalog _catalog = new();

    [Theory]
    [InlineData("alignment-weight", "alignmentWeight")]
    [InlineData("k-means-iterations", "kMeansIterations")]
    [InlineData("kernel", "kernel")]
    public void Camel_TakesWordsWithHyphens(string name, string expected)
    {
        Names.Camel(name).Should().Be(expected);
    }

    [Fact]
    public void Read_TakesTheFileOverThePreset_AndTheCommandLineOverBoth()
    {
        var file = _folder.Write("c.json", """
            {
              // as a person writes it
              "recipe": "paper", "epochs": 7, "seed": 8, "align": "darec",
              "darec": { "alignmentWeight": 0.5, "uniformityWeight": 0.25, "collaborativeHiddenWidths": [64, 32], },
            }
            """);

        var settings = Read(file, "--seed", "9", "--uniformity-weight", "0.75", "--language-hidden-widths", "none");

        (settings.Trainer.MaxEpochs, settings.Seed).Should().Be((7, 9));
        var paper = DaRecOptions.Paper;
        settings.AlignmentOptions.Should().Be(paper with
        {
            Strength = paper.Strength with { Weight = 0.5 },
            Uniformity = paper.Uniformity! with { Weight = 0.75 },
            Heads = new() { Collaborative = new() { HiddenWidths = [64, 32] }, Language = new() { HiddenWidths = [] } },
        });
    }

    [Fact]
    public void ToJson_IsReadBack_ToTheSameSettings()
    {
        var asked = Read(
            null, "--recipe", "paper", "--align", "darec", "--sample-size", "all", "--sample-from", "Users", "--activation", "LeakyRelu",
            "--center-language", "false", "--collaborative-hidden-widths", "8,4", "--reference-density", "2.5", "--backbone", "MF",
            "--regularization", "0.5", "--batch", "100", "--learning-rate", "1e-4");

        var read = Read(_folder.Write("c.json", SettingsCatalog.ToJson(asked).ToJsonString()));

        var aligned = asked.AlignmentOptions.Should().BeOfType<DaRecOptions>().Which;
        aligned.Sampling.Size.Should().BeNull();
        aligned.Sampling.From.Should().Be(RowSource.Users);
        asked.BackboneOptions.Should().Be(new BackboneOptions { Regularization = 0.5 });
        asked.Backbone.Should().Be(BackboneKind.MatrixFactorization);
        read.Should().BeEquivalentTo(asked);
    }

    [Theory]
    [InlineData("""{ "epoch": 3 }""", "\"epoch\"; did you mean \"epochs\"")]
    [InlineData("""{ "darec": { "aligmentWeight": 1 } }""", "\"darec.aligmentWeight\"; did you mean \"alignmentWeight\"")]
    [InlineData("""{ "clusterCount": 2 }""", "\"clusterCount\" belongs into a section: \"darec\"")]
    [InlineData("""{ "layers": 2 }""", "\"layers\" belongs into a section: \"lightgcn\"")]
    [InlineData("""{ "sgl": { "layers": -1 } }""", "sgl.layers -1: expected ≥ 0.")]
    [InlineData("""{ "sgl": 3 }""", "expected an object for \"sgl\"")]
    [InlineData("""{ "combinations": { "sgl": { } } }""", "expected a recommender and an alignment, lightgcn+darec for one, got \"sgl\"")]
    [InlineData("""{ "combinations": { "sgl+darec": { "mf": { } } } }""", "expected sections for sgl and darec in \"sgl+darec\", got \"mf\"")]
    [InlineData("""{ "combinations": { "sgl+darec": { "sgl": { "width": 1 } } } }""", "no key \"combinations.sgl+darec.sgl.width\"")]
    [InlineData("""{ "darec": { "alignEvery": 0 } }""", "darec.alignEvery 0: expected ≥ 1.")]
    [InlineData("""{ "epochs": "many" }""", "epochs many: expected a whole number.")]
    [InlineData("""{ "epochs": null }""", "epochs null: expected a whole number.")]
    [InlineData("""{ "epochs": 3, "epochs": 4 }""", "not JSON")]
    [InlineData("""[3]""", "expected a JSON object")]
    public void Read_NamesTheKey_ThatIsWrong(string json, string expected)
    {
        var file = _folder.Write("c.json", json);

        FluentActions.Invoking(() => Read(file)).Should().Throw<UsageException>().WithMessage($"*c.json*{expected}*");
    }

    [Theory]
    [InlineData("--epochs", "0", "expected ≥ 1.")]
    [InlineData("--subsample", "0", "expected in (0, 1].")]
    [InlineData("--subsample", "1.5", "expected in (0, 1].")]
    [InlineData("--keep-probability", "1.5", "expected in (0, 1].")]
    [InlineData("--walks", "0", "expected ≥ 1.")]
    [InlineData("--walks", "many", "expected a whole number or none.")]
    [InlineData("--learning-rate", "fast", "expected a number.")]
    [InlineData("--sample-size", "1", "expected ≥ 2.")]
    [InlineData("--learning-rate", "0", "expected finite and > 0.")]
    [InlineData("--uniformity-weight", "-1", "expected finite and > 0.")]
    [InlineData("--uniformity-temperature", "0", "expected finite and > 0.")]
    [InlineData("--global-structure", "cosine", "expected one of neighborhood, frobenius or none.")]
    [InlineData("--sample-size", "none", "expected a whole number or all.")]
    [InlineData("--ranking", "best", "expected one of backbone, concatenated-heads, summed-heads, injected-texts.")]
    [InlineData("--center-language", "yes", "expected true or false.")]
    [InlineData("--language-hidden-widths", "8,x", "expected whole numbers with commas between, none or auto.")]
    [InlineData("--recipe", "mine", "expected one of default, paper, paper-normalized.")]
    [InlineData("--preset", "mine", "expected one of amazon, steam, text-rivals, yelp, or a file of settings.")]
    [InlineData("--rlmrec-con-temperature", "0", "expected finite and > 0.")]
    public void Read_NamesTheOption_WhoseValueIsWrong(string option, string value, string expected)
    {
        string[] align = option.StartsWith("--rlmrec-con", StringComparison.Ordinal) ? ["--align", "rlmrec-con"] : ["--align", "darec"];

        FluentActions.Invoking(() => Read(null, [option, value, .. align]))
            .Should().Throw<UsageException>().Which.Message.Should().Be($"{option} {value}: {expected}");
    }

    [Fact]
    public void ToJson_HasEveryKey_InCamelCase()
    {
        var json = SettingsCatalog.ToJson(Read(null, "--align", "darec"));

        json["evaluateEvery"]!.GetValue<int>().Should().Be(3);
        json["align"]!.GetValue<string>().Should().Be("darec");
        json["lightgcn"]!.AsObject().Select(pair => pair.Key).Should().BeEquivalentTo(
            "keepProbability", "walks", "layers", "regularization", "loss", "temperature", "cosine", "negatives");
        json["darec"]!["globalStructure"]!.GetValue<string>().Should().Be("neighborhood");
        json["darec"]!.AsObject().ContainsKey("uniformityWeight").Should().BeTrue();
        json["darec"]!.AsObject().ContainsKey("uniformityTemperature").Should().BeFalse("that term is off");
    }

    [Fact]
    public void Presets_AllRead_AndSayWhereTheyComeFrom()
    {
        PresetFolder.Names.Should().Equal("amazon", "steam", "text-rivals", "yelp");

        foreach (var name in PresetFolder.Names)
        {
            foreach (var backbone in Method.Backbones.Keys)
            {
                foreach (var alignment in Method.Alignments.Keys)
                {
                    var settings = Read(null, "--preset", name, "--backbone", Names.Of(backbone), "--align", Names.Of(alignment));
                    settings.BackboneOptions.Should().BeOfType(Method.Backbones[backbone].Defaults!.GetType());
                }
            }
        }
    }

    [Fact]
    public void Read_TakesACombination_OverItsParts_AndTheCommandLineOverBoth()
    {
        string[] both = ["--preset", "amazon", "--backbone", "lightgcn", "--align", "rlmrec-gen"];

        Read(null, both).BackboneOptions.Should().Be(new LightGcnOptions { Layers = 2, Regularization = 1e-7 });
        Read(null, [.. both, "--layers", "4"]).BackboneOptions.Should().Be(new LightGcnOptions { Layers = 4, Regularization = 1e-7 });
        Read(null, "--preset", "amazon").BackboneOptions.Should().Be(new LightGcnOptions { Layers = 3, Regularization = 1e-6 });
        Read(null, both).AlignmentOptions.Should().Be(
            new RlmRecGenerativeOptions { MaskRate = 0.15, Weight = 0.1, Temperature = 0.5, Penalty = 1e-7 });
    }

    [Fact]
    public void Read_JoinsATermThatOneSourceSwitchesOn_WithWhatAnotherSaysOfIt()
    {
        var file = _folder.Write("c.json", """{ "align": "darec", "darec": { "uniformityTemperature": 3 } }""");

        Aligned(Read(file)).Uniformity.Should().BeNull();
        Aligned(Read(file, "--uniformity-weight", "0.5")).Uniformity.Should().Be(new UniformityOptions { Weight = 0.5, Temperature = 3 });

        static DaRecOptions Aligned(TrainSettings settings) => (DaRecOptions)settings.AlignmentOptions!;
    }

    [Theory]
    [InlineData("default")]
    [InlineData("paper")]
    [InlineData("paper-normalized")]
    public void Recipe_IsWhereDaRecStarts(string recipe)
    {
        var expected = recipe switch
        {
            "paper" => DaRecOptions.Paper,
            "paper-normalized" => DaRecOptions.PaperNormalized,
            _ => DaRecOptions.Default,
        };

        var settings = Read(null, "--align", "darec", "--recipe", recipe);

        settings.AlignmentOptions.Should().Be(expected);
        Read(_folder.Write("c.json", SettingsCatalog.ToJson(settings).ToJsonString()), "--recipe", "paper")
            .AlignmentOptions.Should().Be(expected, "the file has every value that differs");
    }

    public void Dispose() => _folder.Dispose();

    private IEnumerable<Option> Options() =>
        [.. _catalog.Training, .. _catalog.Backbones, .. _catalog.DaRec, .. _catalog.Baselines];

    private TrainSettings Read(string? file, params string[] args)
    {
        var command = new Command("train") { _catalog.Recipe, _catalog.Preset };
        foreach (var option in Options())
        {
            command.Options.Add(option);
        }

        var settings = file is null ? null : SettingsFile.Load(file);
        var parsed = command.Parse(args);
        return _catalog.Complete(parsed, settings, _catalog.ReadTraining(parsed, settings));
    }
}
