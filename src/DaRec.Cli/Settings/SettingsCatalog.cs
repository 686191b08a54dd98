using System.CommandLine;
using System.Text.Json.Nodes;
using DaRec.Cli.Commands;

namespace DaRec.Cli.Settings;

/// <summary>All settings of a run: their options, and how defaults, preset, configuration file and command line join.</summary>
internal sealed class SettingsCatalog
{
    private readonly SettingValue _recipe = new(typeof(AlignmentRecipe), null);
    private readonly Dictionary<string, SettingsFile> _presets = []; // read once, however many runs start from them

    public SettingsCatalog()
    {
        Recipe = new Option<string>("--recipe")
        {
            HelpName = _recipe.HelpName,
            Description = "What DaRec's options are unless they are typed: the recommended setting, the paper's terms literally, or the " +
                "paper's terms at comparable scales. [default]",
        };
        Training = SettingOptions.Of(new TrainSettings(), TrainingSettings.All);
        Backbones = SettingOptions.Shared(Method.Backbones.Values);
        DaRec = SettingOptions.Of(DaRecOptions.Default, DaRecSettings.All);
        Baselines = [.. Method.Alignments.Values
            .Where(method => method.Settings.Count > 0 && method != Method.Alignments[AlignmentKind.DaRec])
            .SelectMany(method => SettingOptions.Of(method.Defaults!, method.Settings))];
        NewItems = [.. Method.Placements.Values
            .Where(method => method.Settings.Count > 0)
            .SelectMany(method => SettingOptions.Of(method.Defaults!, method.Settings))];
    }

    /// <summary>The options of training.</summary>
    public IReadOnlyList<Option<string>> Training { get; }

    /// <summary>The options of all recommenders; those that several have are there once.</summary>
    public IReadOnlyList<Option<string>> Backbones { get; }

    /// <summary>The options of DaRec.</summary>
    public IReadOnlyList<Option<string>> DaRec { get; }

    /// <summary>The options of the other alignments.</summary>
    public IReadOnlyList<Option<string>> Baselines { get; }

    /// <summary>The options of the ways to place new items.</summary>
    public IReadOnlyList<Option<string>> NewItems { get; }

    /// <summary>What DaRec's options are at first.</summary>
    public Option<string> Recipe { get; }

    /// <summary>Settings for a kind of data, kept with the program or in a file.</summary>
    public Option<string> Preset { get; } = new("--preset")
    {
        HelpName = "NAME|FILE.json",
        Description = $"Settings to start from, by name ({string.Join(", ", PresetFolder.Names)}) or from a file; --config and the " +
            "command line overrule them. A file may also list methods for compare, with ranges to tune them in, as text-rivals does.",
    };

    /// <summary>Adds all options of settings to a verb, in groups.</summary>
    /// <param name="verb">The verb.</param>
    /// <param name="except">Settings that it decides in another way.</param>
    public void AddTo(Verb verb, params Setting[] except)
    {
        verb.AddGroup(
            "Training [default]",
            [.. Training.Where(option => except.All(setting => setting.Flag != option.Name))]);
        verb.AddGroup("Recommender [default of each that has the option]", Backbones);
        verb.AddGroup("DaRec [default]", [Recipe, .. DaRec]);
        verb.AddGroup("Baselines [default]", Baselines);
        verb.AddGroup("New items [default]", NewItems);
    }

    /// <summary>The settings that a command line asks for, all but the options of its methods.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit.</exception>
    public TrainSettings ReadTraining(ParseResult parsed, SettingsFile? file)
    {
        var texts = Files(parsed, file).SelectMany(source => source.Training()).Concat(SettingOptions.Typed(parsed, TrainingSettings.All, Training));
        return (TrainSettings)SettingText.Apply(new TrainSettings(), TrainingSettings.All, texts);
    }

    /// <summary>Whether the command line or a file says anything of a setting of training.</summary>
    public bool Asks(ParseResult parsed, SettingsFile? file, Setting setting) => Files(parsed, file)
        .SelectMany(source => source.Training())
        .Concat(SettingOptions.Typed(parsed, TrainingSettings.All, Training))
        .Any(text => text.Setting == setting);

    /// <summary>The methods that the preset or the configuration file lists for a comparison; null where neither does.</summary>
    /// <exception cref="UsageException">A method that does not exist, or a range that is no text.</exception>
    public IReadOnlyList<ListedMethod>? Methods(ParseResult parsed, SettingsFile? file) =>
        Files(parsed, file).Select(source => source.Methods).LastOrDefault(methods => methods is not null);

    /// <summary>Refuses a list of methods, for verbs that take one method.</summary>
    /// <exception cref="UsageException">The preset or the configuration file lists methods.</exception>
    public void RefuseList(ParseResult parsed, SettingsFile? file)
    {
        if (Methods(parsed, file) is not null)
        {
            throw new UsageException(
                $"{(parsed.GetValue(Preset) is { } name ? $"{Preset.Name} {name}" : "the configuration file")} lists methods for compare; expected settings of one.");
        }
    }

    /// <summary>The same settings with the options that the command line asks for, of its methods in them.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit.</exception>
    public TrainSettings Complete(ParseResult parsed, SettingsFile? file, TrainSettings training)
    {
        var (backbone, alignment) = (training.BackboneMethod, training.AlignmentMethod);
        var start = training.Align == AlignmentKind.DaRec ? StartFrom(parsed, file) : alignment.Defaults;
        var aligned = training with
        {
            BackboneOptions = Apply(training, backbone, backbone.Defaults)!,
            AlignmentOptions = Apply(training, alignment, start),
        };
        var placement = aligned.PlacementMethod; // the alignment's options decide it where nothing else does
        return aligned with { NewItemOptions = Apply(aligned, placement, placement.Defaults) };

        object? Apply(TrainSettings run, Method method, object? defaults) => defaults is null
            ? null
            : SettingText.Apply(
                defaults,
                method.Settings,
                [
                    .. Files(parsed, file).SelectMany(source => source.Sections(run)),
                    .. SettingOptions.Typed(parsed, method.Settings, [.. MethodOptions]),
                ]);
    }

    /// <summary>The settings that matter to a run: those of training and of its methods.</summary>
    public static IReadOnlyList<Setting> Of(TrainSettings run) =>
        [.. TrainingSettings.All, .. run.Methods.SelectMany(method => method.Settings)];

    /// <summary>The settings with one of <see cref="Of"/> changed.</summary>
    /// <param name="run">Complete.</param>
    /// <param name="setting">Which.</param>
    /// <param name="text">Its value as it is typed.</param>
    /// <param name="source">Where the text comes from, for the message.</param>
    /// <exception cref="UsageException">The text is no value of this setting.</exception>
    public static TrainSettings With(TrainSettings run, Setting setting, string text, string source) => setting switch
    {
        _ when TrainingSettings.All.Contains(setting) => (TrainSettings)setting.With(run, text, source),
        _ when run.BackboneMethod.Settings.Contains(setting) =>
            run with { BackboneOptions = setting.With(run.BackboneOptions, text, source) },
        _ when run.PlacementMethod.Settings.Contains(setting) =>
            run with { NewItemOptions = setting.With(run.NewItemOptions!, text, source) },
        _ => run with { AlignmentOptions = setting.With(run.AlignmentOptions!, text, source) },
    };

    /// <summary>Whether nothing of a run depends on one of <see cref="Of"/>.</summary>
    public static bool IsIdle(TrainSettings run, Setting setting) =>
        run.AlignmentMethod.Settings.Contains(setting) && setting.IsIdle(run.AlignmentOptions!);

    /// <summary>The options on the command line that do nothing for any of these runs.</summary>
    public IEnumerable<string> Idle(ParseResult parsed, params IReadOnlyCollection<TrainSettings> runs)
    {
        var used = runs.SelectMany(run => Of(run).Where(setting => !IsIdle(run, setting))).Select(setting => setting.Flag).ToHashSet();
        return MethodOptions
            .Where(option => parsed.GetResult(option) is not null && !used.Contains(option.Name))
            .Select(option => option.Name);
    }

    /// <summary>The settings as a configuration file has them.</summary>
    public static JsonObject ToJson(TrainSettings settings)
    {
        var json = new JsonObject(TrainingSettings.All.Select(setting => KeyValuePair.Create(setting.Key, setting.ToJson(settings))));
        var (backbone, alignment) = (settings.BackboneMethod, settings.AlignmentMethod);
        json[backbone.Key] = backbone.ToJson(settings.BackboneOptions);
        if (settings.AlignmentOptions is { } options)
        {
            json[alignment.Key] = alignment.ToJson(options);
        }

        if (settings.NewItemOptions is { } own)
        {
            json[settings.PlacementMethod.Key] = settings.PlacementMethod.ToJson(own);
        }

        return json;
    }

    private IEnumerable<Option<string>> MethodOptions => [.. Backbones, .. DaRec, .. Baselines, .. NewItems];

    private IEnumerable<SettingsFile> Files(ParseResult parsed, SettingsFile? file) =>
        new[] { PresetOf(parsed, file), file }.OfType<SettingsFile>();

    private SettingsFile? PresetOf(ParseResult parsed, SettingsFile? file) =>
        (parsed.GetValue(Preset) ?? file?.Preset) is { } name
            ? _presets.TryGetValue(name, out var known) ? known : _presets[name] = PresetFolder.Load(name)
            : null;

    private DaRecOptions StartFrom(ParseResult parsed, SettingsFile? file)
    {
        var typed = parsed.GetValue(Recipe);
        try
        {
            return ((typed ?? file?.Recipe) is { } recipe ? _recipe.Parse(recipe) : null) switch
            {
                AlignmentRecipe.Paper => DaRecOptions.Paper,
                AlignmentRecipe.PaperNormalized => DaRecOptions.PaperNormalized,
                _ => DaRecOptions.Default,
            };
        }
        catch (FormatException exception)
        {
            throw new UsageException(typed is null
                ? $"recipe in --config: {file!.Recipe}: {exception.Message}."
                : $"{Recipe.Name} {typed}: {exception.Message}.");
        }
    }
}
