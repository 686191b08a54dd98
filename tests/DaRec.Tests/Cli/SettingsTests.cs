using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using DaRec.Cli;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli;

public sealed class SettingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SettingsCatalog _catalog = new();

    [Fact]
    public void Alignment_HasAnOptionWithHelp_ForEachProperty()
    {
        var properties = typeof(DaRecOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance);

        _catalog.DaRec.Select(setting => setting.Key).Should()
            .BeEquivalentTo(properties.Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]));
    }

    [Fact]
    public void Options_HaveHelp_AndNamesOfTheirOwn()
    {
        Options().Should().OnlyContain(option => option.Description!.IndexOf('[') > 10, "summaries come from the libraries' XML files");
        Options().Select(option => option.Name).Should().OnlyHaveUniqueItems();
    }

    [Fact]
    public void EveryOption_OfEveryMethod_IsReachable()
    {
        var names = Options().Select(option => option.Name).ToHashSet();

        foreach (var (key, method) in Method.Backbones)
        {
            method.Key.Should().Be(Names.Of(key));
            Properties(method).Should().OnlyContain(property => names.Contains($"--{Names.Kebab(property)}"));
        }

        foreach (var (key, method) in Method.Alignments)
        {
            var prefix = key == AlignmentKind.DaRec ? "" : $"{method.Key}-";
            Properties(method).All(property => names.Contains($"--{prefix}{Names.Kebab(property)}")).Should().BeTrue();
        }

        static IEnumerable<string> Properties(Method method) =>
            method.Defaults?.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name) ?? [];
    }

    [Theory]
    [InlineData("AlignmentWeight", "alignment-weight")]
    [InlineData("KMeansIterations", "k-means-iterations")]
    [InlineData("Kernel", "kernel")]
    public void Kebab_PutsHyphens_BetweenWords(string name, string expected)
    {
        Names.Kebab(name).Should().Be(expected);
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

        (settings.Epochs, settings.Seed).Should().Be((7, 9));
        settings.AlignmentOptions.Should().BeEquivalentTo(DaRecOptions.Paper with
        {
            AlignmentWeight = 0.5,
            UniformityWeight = 0.75,
            CollaborativeHiddenWidths = [64, 32],
            LanguageHiddenWidths = [],
        });
        DaRecOptions.Paper.AlignmentWeight.Should().Be(0.1, "presets are shared and must stay as they are");
    }

    [Fact]
    public void ToJson_IsReadBack_ToTheSameSettings()
    {
        var asked = Read(
            null, "--recipe", "paper", "--align", "darec", "--sample-size", "all", "--sample-from", "Users", "--activation", "LeakyRelu", "--mask-rate", "0.1",
            "--center-language", "false", "--collaborative-hidden-widths", "8,4", "--interaction-prior", "2.5", "--backbone", "MF",
            "--regularization", "0.5", "--batch", "100", "--learning-rate", "1e-4");

        var read = Read(_folder.Write("c.json", _catalog.ToJson(asked).ToJsonString()));

        var aligned = asked.AlignmentOptions.Should().BeOfType<DaRecOptions>().Which;
        aligned.SampleSize.Should().BeNull();
        aligned.SampleFrom.Should().Be(RowSource.Users);
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
    [InlineData("--thin", "0", "expected in (0, 1].")]
    [InlineData("--thin", "1.5", "expected in (0, 1].")]
    [InlineData("--keep-probability", "1.5", "expected in (0, 1].")]
    [InlineData("--learning-rate", "fast", "expected a number.")]
    [InlineData("--sample-size", "1", "expected ≥ 2.")]
    [InlineData("--sample-size", "none", "expected a whole number or all.")]
    [InlineData("--ranking", "best", "expected one of backbone, heads, injected.")]
    [InlineData("--center-language", "yes", "expected true or false.")]
    [InlineData("--language-hidden-widths", "8,x", "expected whole numbers with commas between, none or auto.")]
    [InlineData("--recipe", "mine", "expected one of default, paper.")]
    [InlineData("--preset", "mine", "expected one of amazon, steam, yelp, or a file of settings.")]
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
        var json = _catalog.ToJson(Read(null, "--align", "darec"));

        json["evaluateEvery"]!.GetValue<int>().Should().Be(3);
        json["align"]!.GetValue<string>().Should().Be("darec");
        json["lightgcn"]!.AsObject().Select(pair => pair.Key).Should().BeEquivalentTo("keepProbability", "layers", "regularization");
        json["darec"].Should().BeOfType<JsonObject>().Which.Count.Should().Be(_catalog.DaRec.Count);
    }

    [Fact]
    public void Presets_AllRead_AndSayWhereTheyComeFrom()
    {
        PresetFolder.Names.Should().Equal("amazon", "steam", "yelp");

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

    public void Dispose() => _folder.Dispose();

    private IEnumerable<Option> Options() =>
        [.. _catalog.Training.Concat(_catalog.DaRec).Concat(_catalog.Baselines).Select(setting => setting.Option), .. _catalog.BackboneOptions];

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
