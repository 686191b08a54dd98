using System.Globalization;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Studying;

/// <summary>A setting of a study, trained with each seed.</summary>
/// <param name="Label">What it is called; no other variant of the study is.</param>
/// <param name="Settings">Complete but for the seed.</param>
internal sealed record StudyVariant(string Label, TrainSettings Settings)
{
    /// <summary>The line that it belongs to, such as "with DaRec".</summary>
    public string Series { get; init; } = "";

    /// <summary>Where it stands on the axis; null where the axis has names.</summary>
    public double? At { get; init; }

    /// <summary>The variant that it is measured against; null for one that others are measured against.</summary>
    public StudyVariant? Against { get; init; }

    /// <summary>The run with a seed.</summary>
    public PlannedRun Plan(int seed)
    {
        var number = seed.ToString(CultureInfo.InvariantCulture);
        return new PlannedRun(
            $"{Slug}-{number}", $"{Label}, seed {number}", Settings.Title, SettingsCatalog.ToJson(Settings.WithSeed(seed)));
    }

    // The label as the name of a file.
    private string Slug => string.Join('-', new string([.. Label.ToLowerInvariant().Select(letter =>
        char.IsAsciiLetterOrDigit(letter) || letter is '.' or '+' ? letter : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
