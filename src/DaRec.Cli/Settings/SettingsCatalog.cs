using System.CommandLine;
using System.Text.Json.Nodes;
using DaRec.Cli.Commands;

namespace DaRec.Cli.Settings;

/// <summary>All settings of a run: their options, and how defaults, preset, configuration file and command line join.</summary>
internal sealed class SettingsCatalog
{
    private readonly SettingValue _recipe = new(typeof(AlignmentRecipe), null);
    private readonly Dictionary<string, SettingsFile> _presets = []; // read once, however many runs start from them
    private readonly Dictionary<BackboneKind, MethodSettings> _backbones =
        Method.Backbones.ToDictionary(pair => pair.Key, pair => MethodSettings.Of(pair.Value));

    // The baselines' options are told apart by their prefix; DaRec, the program's own, has none.
    private readonly Dictionary<AlignmentKind, MethodSettings> _alignments = Method.Alignments.ToDictionary(
        pair => pair.Key, pair => MethodSettings.Of(pair.Value, pair.Key == AlignmentKind.DaRec ? "" : $"{pair.Value.Key}-"));

    public SettingsCatalog()
    {
        Recipe = new Option<string>("--recipe")
        {
            HelpName = _recipe.HelpName,
            Description = "Where DaRec's options start from: this library's recipe, or the paper's terms as written. [default]",
        };
        BackboneOptions = [.. _backbones.Values
            .SelectMany(method => method.Settings.Select(setting => (method.Method.Key, Setting: setting)))
            .GroupBy(pair => pair.Setting.Option.Name)
            .Select(Shared)];
    }

    /// <summary>The choices of training, and of the methods.</summary>
    public IReadOnlyList<Setting> Training { get; } = Setting.Of(
        new TrainSettings(), "", nameof(TrainSettings.BackboneOptions), nameof(TrainSettings.AlignmentOptions));

    /// <summary>The options of all recommenders; those that several have are there once.</summary>
    public IReadOnlyList<Option> BackboneOptions { get; }

    /// <summary>The choices of DaRec, one for each property of <see cref="DaRecOptions"/>.</summary>
    public IReadOnlyList<Setting> DaRec => _alignments[AlignmentKind.DaRec].Settings;

    /// <summary>The choices of the other alignments.</summary>
    public IReadOnlyList<Setting> Baselines =>
        [.. _alignments.Where(pair => pair.Key != AlignmentKind.DaRec).SelectMany(pair => pair.Value.Settings)];

    /// <summary>What DaRec's options are at first.</summary>
    public Option<string> Recipe { get; }

    /// <summary>Settings for a kind of data, kept with the program or in a file.</summary>
    public Option<string> Preset { get; } = new("--preset")
    {
        HelpName = "NAME|FILE.json",
        Description = $"Settings to start from, by name ({string.Join(", ", PresetFolder.Names)}) or from a file; --config and the command " +
            "line have the last word.",
    };

    /// <summary>Adds all options of settings to a verb, in groups.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="except">Names of properties that it decides in another way.</param>
    public void AddTo(Verb verb, params string[] except)
    {
        verb.AddGroup(
            "Training [default]",
            [.. Training.Where(setting => !except.Contains(setting.Property)).Select(setting => setting.Option)]);
        verb.AddGroup("Recommender [default of each that has the option]", BackboneOptions);
        verb.AddGroup("DaRec [default]", [Recipe, .. DaRec.Select(setting => setting.Option)]);
        verb.AddGroup("Baselines [default]", [.. Baselines.Select(setting => setting.Option)]);
    }

    /// <summary>The settings that a command line asks for, all but the options of recommender and alignment.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit.</exception>
    public TrainSettings ReadTraining(ParseResult parsed, SettingsFile? file)
    {
        var settings = new TrainSettings();
        PresetOf(parsed, file)?.Apply(settings, Training, Sections);
        file?.Apply(settings, Training, Sections);
        foreach (var setting in Training)
        {
            if (parsed.GetValue(setting.Option) is { } text)
            {
                setting.Set(settings, text, setting.Option.Name);
            }
        }

        return settings;
    }

    /// <summary>The same settings with the options that the command line asks for, of the recommender and the alignment in them.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit.</exception>
    public TrainSettings Complete(ParseResult parsed, SettingsFile? file, TrainSettings training)
    {
        var (backbone, alignment) = (_backbones[training.Backbone], _alignments[training.Align ?? AlignmentKind.None]);
        var backboneOptions = Records.Copy(backbone.Method.Defaults!);
        var alignmentOptions = training.Align == AlignmentKind.DaRec ? Records.Copy(StartFrom(parsed, file))
            : alignment.Method.Defaults is { } defaults ? Records.Copy(defaults) : null;
        foreach (var source in new[] { PresetOf(parsed, file), file }.OfType<SettingsFile>())
        {
            source.ApplySections(backbone, backboneOptions, alignment, alignmentOptions);
        }

        backbone.Apply(parsed, backboneOptions);
        if (alignmentOptions is not null)
        {
            alignment.Apply(parsed, alignmentOptions);
        }

        return training with { BackboneOptions = backboneOptions, AlignmentOptions = alignmentOptions };
    }

    /// <summary>The settings that matter to a run: those of training, of its recommender and of its alignment.</summary>
    public IReadOnlyList<Setting> Of(TrainSettings run) =>
        [.. Training, .. _backbones[run.Backbone].Settings, .. _alignments[run.Align ?? AlignmentKind.None].Settings];

    /// <summary>The settings with one of <see cref="Of"/> changed.</summary>
    /// <param name="run">Complete.</param>
    /// <param name="setting">Which.</param>
    /// <param name="text">Its value as it is typed.</param>
    /// <param name="source">Where the text comes from, for the message.</param>
    /// <exception cref="UsageException">The text is no value of this setting.</exception>
    public TrainSettings With(TrainSettings run, Setting setting, string text, string source)
    {
        var isTraining = Training.Contains(setting);
        var isBackbone = _backbones[run.Backbone].Settings.Contains(setting);
        var target = Records.Copy(isTraining ? run : isBackbone ? run.BackboneOptions : run.AlignmentOptions!);
        setting.Set(target, text, source);
        return isTraining ? (TrainSettings)target
            : isBackbone ? run with { BackboneOptions = target }
            : run with { AlignmentOptions = target };
    }

    /// <summary>The options on the command line that do nothing for this recommender and alignment.</summary>
    public IEnumerable<string> Idle(ParseResult parsed, params IReadOnlyCollection<TrainSettings> runs)
    {
        var used = runs.SelectMany(run => _backbones[run.Backbone].Settings.Concat(_alignments[run.Align ?? AlignmentKind.None].Settings))
            .Select(setting => setting.Option.Name)
            .ToHashSet();
        return BackboneOptions.Concat([.. DaRec.Concat(Baselines).Select(setting => setting.Option)])
            .Where(option => parsed.GetResult(option) is not null && !used.Contains(option.Name))
            .Select(option => option.Name);
    }

    /// <summary>The settings as a configuration file has them.</summary>
    public JsonObject ToJson(TrainSettings settings)
    {
        var json = new JsonObject();
        foreach (var setting in Training)
        {
            json[setting.Key] = setting.ToJson(settings);
        }

        var (backbone, alignment) = (_backbones[settings.Backbone], _alignments[settings.Align ?? AlignmentKind.None]);
        json[backbone.Method.Key] = backbone.ToJson(settings.BackboneOptions);
        if (settings.AlignmentOptions is { } options)
        {
            json[alignment.Method.Key] = alignment.ToJson(options);
        }

        return json;
    }

    private IReadOnlyList<MethodSettings> Sections => [.. _backbones.Values, .. _alignments.Values];

    private SettingsFile? PresetOf(ParseResult parsed, SettingsFile? file) =>
        (parsed.GetValue(Preset) ?? file?.Preset) is { } name
            ? _presets.TryGetValue(name, out var known) ? known : _presets[name] = PresetFolder.Load(name)
            : null;

    private DaRecOptions StartFrom(ParseResult parsed, SettingsFile? file)
    {
        var typed = parsed.GetValue(Recipe);
        try
        {
            return (typed ?? file?.Recipe) is { } recipe && _recipe.Parse(recipe) is AlignmentRecipe.Paper
                ? DaRecOptions.Paper
                : DaRecOptions.Default;
        }
        catch (FormatException exception)
        {
            throw new UsageException(typed is null
                ? $"recipe in --config: {file!.Recipe}: {exception.Message}."
                : $"{Recipe.Name} {typed}: {exception.Message}.");
        }
    }

    // An option of several recommenders, with the default of each.
    private static Option Shared(IGrouping<string, (string Key, Setting Setting)> uses)
    {
        var defaults = uses.GroupBy(use => use.Setting.Default)
            .Select(same => $"{string.Join(", ", same.Select(use => use.Key))} {same.Key}");
        var first = uses.First().Setting;
        return new Option<string>(uses.Key)
        {
            HelpName = first.Option.HelpName,
            Description = $"{first.Summary} [{string.Join("; ", defaults)}]",
        };
    }
}
