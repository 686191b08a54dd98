using System.CommandLine;
using System.Reflection;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Data;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Settings;

/// <summary>What holds for every setting of every record of options.</summary>
public class SettingLawsTests
{
    // Names that are not those of the properties, in words with hyphens.
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["epochs"] = "Trainer.MaxEpochs",
        ["batch"] = "Trainer.BatchSize",
        ["patience"] = "Trainer.Stop.Patience",
        ["patience-growth"] = "Trainer.Stop.Growth",
        ["smoothing"] = "Trainer.Stop.Smoothing",
        ["evaluate-every"] = "Trainer.EvaluateEvery",
        ["seed"] = "Trainer.Seed",
        ["learning-rate"] = "Trainer.LearningRate",
        ["lazy-adam"] = "Trainer.LazyAdam",
        ["validation-users"] = "Trainer.ValidationUsers",
        ["sample-size"] = "Sampling.Size",
        ["sample-from"] = "Sampling.From",
        ["loss"] = "RankingLoss.Kind",
        ["temperature"] = "RankingLoss.Temperature",
        ["cosine"] = "RankingLoss.Cosine",
        ["negatives"] = "RankingLoss.Negatives",
        ["alignment-weight"] = "Strength.Weight",
        ["reference-density"] = "Strength.ReferenceDensity",
        ["align-every"] = "Strength.Every",
        ["ranking"] = "Ranking.Mode",
        ["text-score-weight"] = "Ranking.TextScoreWeight",
        ["orthogonality-weight"] = "Orthogonality.Weight",
        ["uniformity-weight"] = "Uniformity.Weight",
        ["uniformity-temperature"] = "Uniformity.Temperature",
        ["uniformity-normalizes"] = "Uniformity.Normalize",
        ["uniformity-distinct-pairs"] = "Uniformity.DistinctPairs",
        ["uniformity-on-shared"] = "Uniformity.SharedParts",
        ["global-structure-weight"] = "GlobalStructure.Weight",
        ["global-structure-input"] = "GlobalStructure.Input",
        ["center-language"] = "GlobalStructure.CenterTexts",
        ["neighborhood-temperature"] = "GlobalStructure.Temperature",
        ["global-structure-normalizes"] = "GlobalStructure.Normalize",
        ["global-structure-averages"] = "GlobalStructure.Average",
        ["local-structure-weight"] = "LocalStructure.Weight",
        ["cluster-count"] = "LocalStructure.ClusterCount",
        ["k-means-iterations"] = "LocalStructure.KMeansIterations",
        ["k-means-warm-start"] = "LocalStructure.WarmStart",
        ["matching"] = "LocalStructure.Matching",
        ["shared-width"] = "Heads.Width",
        ["collaborative-head"] = "Heads.Collaborative.Shape",
        ["language-head"] = "Heads.Language.Shape",
        ["collaborative-hidden-widths"] = "Heads.Collaborative.HiddenWidths",
        ["language-hidden-widths"] = "Heads.Language.HiddenWidths",
        ["activation"] = "Heads.Activation",
    };

    /// <summary>Names of records in which every term is on, so that no setting but those of the other form is idle.</summary>
    public static TheoryData<string> RecordNames => [.. Records.Keys];

    private static Dictionary<string, (object Record, IReadOnlyList<Setting> Settings)> Records { get; } = new (string, object, IReadOnlyList<Setting>)[]
        {
            ("training", new TrainSettings(), TrainingSettings.All),
            ("generate", new SyntheticOptions(), SyntheticSettings.All),
            ("darec", DaRecOptions.PaperNormalized, DaRecSettings.All),
            ("darec, neighborhoods", DaRecOptions.Paper with { GlobalStructure = new NeighborhoodOptions() }, DaRecSettings.All),
        }
        .Concat(Methods.Where(method => method.Key != "darec").Select(method => (method.Key, method.Defaults!, method.Settings)))
        .ToDictionary(part => part.Item1, part => (part.Item2, part.Item3));

    private static IEnumerable<Method> Methods =>
        [.. Method.All.Where(method => method.Defaults is not null)];

    [Fact]
    public void Help_IsASentence_OfItsOwn()
    {
        var all = Records.Values.SelectMany(part => part.Settings).Distinct().ToList();

        all.Should().OnlyContain(setting => setting.Help.Length > 5 && setting.Help.EndsWith('.') && char.IsUpper(setting.Help[0]));
        foreach (var same in all.GroupBy(setting => setting.Flag))
        {
            same.Select(setting => setting.Help).Distinct().Should().ContainSingle(same.Key);
        }
    }

    [Theory]
    [MemberData(nameof(RecordNames))]
    public void With_ChangesThePropertyMeant_AndNoOther(string name)
    {
        var (record, settings) = Records[name];

        foreach (var setting in settings.Where(setting => !setting.IsIdle(record) && setting.Name != "global-structure"))
        {
            var text = Other(setting, record);
            var changed = setting.With(record, text, setting.Flag);

            setting.Text(changed).Should().Be(text, setting.Flag);
            Differences(record, changed).Should().Equal([PathOf(setting, record)], setting.Flag);
        }
    }

    [Theory]
    [MemberData(nameof(RecordNames))]
    public void Settings_ReachEveryProperty(string name)
    {
        var (record, settings) = Records[name];

        var reached = settings.Where(setting => !setting.IsIdle(record) && setting.Name != "global-structure")
            .Select(setting => PathOf(setting, record));

        // Not typed here: the device and the observers, options of the verbs; the optimizer, the width that --language-rank gives DaRec too, and the cutoff of the recall that chooses an epoch. Methods have lists of their own.
        reached.Should().BeEquivalentTo(
            Leaves(record).Keys.Where(path =>
                path is not ("Trainer.Cutoff" or "Trainer.Device" or "Trainer.Optimizer" or "Trainer.Observers" or "AlignmentOptions" or "NewItemOptions" or "TextRank")
                && !path.StartsWith("BackboneOptions", StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(RecordNames))]
    public void Text_AndJson_AreReadBack(string name)
    {
        var (record, settings) = Records[name];
        var all = settings.Where(setting => !setting.IsIdle(record) && setting.Name != "global-structure").ToList();

        var changed = all.Aggregate(record, (at, setting) => setting.With(at, Other(setting, record), setting.Flag));
        var fromText = all.Aggregate(record, (at, setting) => setting.With(at, setting.Text(changed), setting.Flag));
        var fromJson = all.Aggregate(
            record, (at, setting) => setting.With(at, setting.Value.FromJson(setting.ToJson(changed)), setting.Flag));

        Differences(record, changed).Should().HaveCount(all.Count);
        Differences(changed, fromText).Should().BeEmpty();
        Differences(changed, fromJson).Should().BeEmpty();
    }

    [Fact]
    public void Options_AreOneForEachName_WithHelpAndDefault()
    {
        var catalog = new SettingsCatalog();
        Option[] options = [.. catalog.Training, .. catalog.Backbones, .. catalog.DaRec, .. catalog.Baselines, .. catalog.NewItems];

        options.Select(option => option.Name).Should().OnlyHaveUniqueItems()
            .And.BeEquivalentTo(TrainingSettings.All.Concat(Methods.SelectMany(method => method.Settings)).Select(setting => setting.Flag).Distinct());
        options.Should().OnlyContain(option => option.Description!.Contains(". [") && option.Description.EndsWith(']'));
    }

    [Theory]
    [InlineData("uniformity-weight", "0")]
    [InlineData("uniformity-weight", "none")]
    [InlineData("orthogonality-weight", "0")]
    [InlineData("local-structure-weight", "None")]
    [InlineData("global-structure-weight", "0")]
    [InlineData("global-structure", "none")]
    public void Weight_OfNothing_LeavesTheTermOut(string name, string text)
    {
        var setting = Find(name);

        var off = (DaRecOptions)setting.With(DaRecOptions.Paper, text, setting.Flag);

        var terms = new object?[] { off.Orthogonality, off.Uniformity, off.GlobalStructure, off.LocalStructure };
        terms.Count(term => term is null).Should().Be(1);
        var others = DaRecSettings.All.Where(other => other.IsIdle(off)).ToList();
        others.Should().OnlyContain(other => other.With(off, Other(other, off), other.Flag).Equals(off));
    }

    [Fact]
    public void Form_KeepsWhatBothFormsHave()
    {
        var form = Find("global-structure");
        var start = DaRecOptions.Default with { GlobalStructure = new NeighborhoodOptions { Weight = 3, CenterTexts = false, Temperature = 1 } };

        var changed = (DaRecOptions)form.With(start, "frobenius", form.Flag);
        var same = (DaRecOptions)form.With(start, "neighborhood", form.Flag);

        changed.GlobalStructure.Should().Be(new FrobeniusOptions { Weight = 3, CenterTexts = false });
        same.Should().Be(start);
    }

    private static Setting Find(string name) => DaRecSettings.All.Single(setting => setting.Name == name);

    // Another value than the record has, as it is typed.
    private static string Other(Setting setting, object record)
    {
        var text = setting.Text(record);
        return setting.Value.Type switch
        {
            { IsEnum: true } type => Names.Choices(type).Select(choice => choice.Name).First(name => name != text),
            var type when type == typeof(bool) => text == "true" ? "false" : "true",
            var type when type == typeof(IReadOnlyList<int>) => "7,5",
            var type when type == typeof(double) => text == "0.25" ? "0.125" : "0.25",
            _ => text == "7" ? "8" : "7",
        };
    }

    private static string PathOf(Setting setting, object record) =>
        OtherNames.TryGetValue(setting.Name, out var other) && Leaves(record).ContainsKey(other) ? other : Pascal(setting.Name);

    private static string Pascal(string name) => string.Concat(name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));

    private static List<string> Differences(object record, object other)
    {
        var (before, after) = (Leaves(record), Leaves(other));
        return [.. before.Keys.Union(after.Keys).Where(key => before.GetValueOrDefault(key) != after.GetValueOrDefault(key))];
    }

    // All values of a record and of the records in it, by their path.
    private static Dictionary<string, string?> Leaves(object record, string at = "")
    {
        var leaves = new Dictionary<string, string?>();
        foreach (var property in record.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(one => one.CanWrite))
        {
            var value = property.GetValue(record);
            if (value is not null && value.GetType().GetMethod("<Clone>$") is not null)
            {
                foreach (var (path, leaf) in Leaves(value, $"{at}{property.Name}."))
                {
                    leaves[path] = leaf;
                }
            }
            else
            {
                leaves[at + property.Name] = value is IEnumerable<int> list ? string.Join(",", list) : value?.ToString();
            }
        }

        return leaves;
    }
}
