using System.CommandLine;
using System.Reflection;
using System.Text.Json.Nodes;
using DaRec.Cli;
using DaRec.Cli.Settings;
using DaRec.Sampling;
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

        _catalog.Alignment.Select(setting => setting.Key).Should()
            .BeEquivalentTo(properties.Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]));
        _catalog.Alignment.Should().OnlyContain(setting => setting.Option.Description!.IndexOf('[') > 10, "summaries come from DaRec.xml");
        _catalog.Training.Concat(_catalog.Alignment).Select(setting => setting.Option.Name).Should().OnlyHaveUniqueItems();
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
              "preset": "paper", "epochs": 7, "seed": 8,
              "darec": { "alignmentWeight": 0.5, "uniformityWeight": 0.25, "collaborativeHiddenWidths": [64, 32], },
            }
            """);

        var settings = Read(file, "--seed", "9", "--uniformity-weight", "0.75", "--language-hidden-widths", "none");

        (settings.Epochs, settings.Seed).Should().Be((7, 9));
        settings.DaRec.Should().BeEquivalentTo(DaRecOptions.Paper with
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
            null, "--preset", "paper", "--sample-size", "all", "--sample-from", "Users", "--activation", "LeakyRelu", "--mask-rate", "0.1",
            "--center-language", "false", "--collaborative-hidden-widths", "8,4", "--interaction-prior", "2.5", "--backbone", "MF",
            "--align", "none", "--batch", "100", "--learning-rate", "1e-4");

        var read = Read(_folder.Write("c.json", _catalog.ToJson(asked).ToJsonString()));

        asked.DaRec.SampleSize.Should().BeNull();
        asked.DaRec.SampleFrom.Should().Be(RowSource.Users);
        asked.Backbone.Should().Be(BackboneKind.MatrixFactorization);
        read.Should().BeEquivalentTo(asked);
    }

    [Theory]
    [InlineData("""{ "epoch": 3 }""", "\"epoch\"; did you mean \"epochs\"")]
    [InlineData("""{ "darec": { "aligmentWeight": 1 } }""", "\"darec.aligmentWeight\"; did you mean \"alignmentWeight\"")]
    [InlineData("""{ "maskRate": 0.1 }""", "\"maskRate\" belongs into \"darec\"")]
    [InlineData("""{ "darec": { "maskRate": 1.5 } }""", "darec.maskRate 1.5: expected in [0, 1).")]
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
    [InlineData("--keep-probability", "1.5", "expected in (0, 1].")]
    [InlineData("--learning-rate", "fast", "expected a number.")]
    [InlineData("--sample-size", "1", "expected ≥ 2.")]
    [InlineData("--sample-size", "none", "expected a whole number or all.")]
    [InlineData("--ranking", "best", "expected one of backbone, heads, injected.")]
    [InlineData("--center-language", "yes", "expected true or false.")]
    [InlineData("--language-hidden-widths", "8,x", "expected whole numbers with commas between, none or auto.")]
    [InlineData("--preset", "mine", "expected one of default, paper.")]
    public void Read_NamesTheOption_WhoseValueIsWrong(string option, string value, string expected)
    {
        FluentActions.Invoking(() => Read(null, option, value))
            .Should().Throw<UsageException>().Which.Message.Should().Be($"{option} {value}: {expected}");
    }

    [Fact]
    public void ToJson_HasEveryKey_InCamelCase()
    {
        var json = _catalog.ToJson(new TrainSettings());

        json["evaluateEvery"]!.GetValue<int>().Should().Be(3);
        json["align"].Should().BeNull();
        json["darec"].Should().BeOfType<JsonObject>().Which.Count.Should().Be(_catalog.Alignment.Count);
    }

    public void Dispose() => _folder.Dispose();

    private TrainSettings Read(string? file, params string[] args)
    {
        var command = new Command("train") { _catalog.Preset };
        foreach (var setting in _catalog.Training.Concat(_catalog.Alignment))
        {
            command.Options.Add(setting.Option);
        }

        return _catalog.Read(command.Parse(args), file is null ? null : SettingsFile.Load(file));
    }
}
