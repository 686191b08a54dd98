using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>Values for the settings of a search.</summary>
/// <param name="Number">From 1, in the order in which they were drawn.</param>
/// <param name="Values">A value, as it is typed, for each range.</param>
internal sealed record Trial(int Number, IReadOnlyList<(SearchRange Range, string Value)> Values)
{
    private const string Defaults = "defaults";

    /// <summary>The values in text.</summary>
    public string Title => Values.Count == 0 ? Defaults : string.Join(", ", Values.Select(value => $"{value.Range.Name} {value.Value}"));

    /// <summary>The values as options of <c>train</c>.</summary>
    public string Options => string.Join(' ', Values.Select(value => $"--{value.Range.Name} {value.Value}"));

    /// <summary>The settings with the values in.</summary>
    public TrainSettings Apply(TrainSettings run) => Values.Aggregate(
        run, (settings, value) => SettingsCatalog.With(settings, value.Range.Setting, value.Value, value.Range.Setting.Flag));
}
