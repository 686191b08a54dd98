using System.CommandLine;
using System.Text.Json.Nodes;

namespace DaRec.Cli.Settings;

/// <summary>All settings of a training run: their options, and how preset, configuration file and command line come together.</summary>
internal sealed class SettingsCatalog
{
    private readonly SettingValue _preset = new(typeof(AlignmentPreset), null);

    public SettingsCatalog() => Preset = new Option<string>("--preset")
    {
        HelpName = _preset.HelpName,
        Description = "Where the alignment's options start from: this library's recipe, or the paper's terms as written. [default]",
    };

    /// <summary>The choices of recommender and training.</summary>
    public IReadOnlyList<Setting> Training { get; } = Setting.Of(new TrainSettings(), except: nameof(TrainSettings.DaRec));

    /// <summary>The choices of the alignment, one for each property of <see cref="DaRecOptions"/>.</summary>
    public IReadOnlyList<Setting> Alignment { get; } = Setting.Of(DaRecOptions.Default);

    /// <summary>What the alignment's options are at first.</summary>
    public Option<string> Preset { get; }

    /// <summary>The settings that a command line asks for: the preset, changed by the file, changed by the options.</summary>
    /// <exception cref="UsageException">A key that does not exist, or a value that does not fit.</exception>
    public TrainSettings Read(ParseResult parsed, SettingsFile? file)
    {
        var preset = parsed.GetValue(Preset) is { } typed ? StartFrom(typed, Preset.Name) : StartFrom(file?.Preset, "preset in --config:");
        var (training, alignment) = (new TrainSettings(), preset with { });
        file?.Apply(training, Training, alignment, Alignment);
        foreach (var (target, settings) in new (object, IReadOnlyList<Setting>)[] { (training, Training), (alignment, Alignment) })
        {
            foreach (var setting in settings)
            {
                if (parsed.GetValue(setting.Option) is { } text)
                {
                    setting.Set(target, text, setting.Option.Name);
                }
            }
        }

        return training with { DaRec = alignment };
    }

    /// <summary>The settings as a configuration file has them.</summary>
    public JsonObject ToJson(TrainSettings settings)
    {
        var json = ToJson(Training, settings);
        json[SettingsFile.AlignmentKey] = ToJson(Alignment, settings.DaRec);
        return json;
    }

    private DaRecOptions StartFrom(string? preset, string source)
    {
        try
        {
            return preset is not null && _preset.Parse(preset) is AlignmentPreset.Paper ? DaRecOptions.Paper : DaRecOptions.Default;
        }
        catch (FormatException exception)
        {
            throw new UsageException($"{source} {preset}: {exception.Message}.");
        }
    }

    private static JsonObject ToJson(IEnumerable<Setting> settings, object values)
    {
        var json = new JsonObject();
        foreach (var setting in settings)
        {
            json[setting.Key] = setting.ToJson(values);
        }

        return json;
    }
}
