using System.CommandLine;
using DaRec.Cli.Comparing;
using DaRec.Cli.Settings;
using DaRec.Cli.Tuning;

namespace DaRec.Cli.Commands;

/// <summary>The methods of a comparison with their settings, as the command line, the preset and the configuration file join.</summary>
/// <param name="catalog">All settings.</param>
/// <param name="parsed">The command line.</param>
/// <param name="file">The configuration file; null without one.</param>
internal sealed class ComparedSettings(SettingsCatalog catalog, ParseResult parsed, SettingsFile? file)
{
    private static readonly Dictionary<Setting, string> Decided = new()
    {
        [TrainingSettings.Seed] = "a seed is nothing to choose; expected another option.",
        [TrainingSettings.Backbone] = "the method's name says the recommender; expected another option.",
        [TrainingSettings.Align] = "the method's name says the alignment; expected another option.",
        [TrainingSettings.NewItems] = "one way to place new items is compared; expected another option.",
        [TrainingSettings.Subsample] = "it is a matter of the data and no choice; expected another option.",
        [TrainingSettings.WarmHeldOut] = "it is a matter of the data and no choice; expected another option.",
    };

    private readonly TrainSettings _training = catalog.ReadTraining(parsed, file);

    /// <summary>The methods that the preset or the configuration file lists; null where neither does.</summary>
    public IReadOnlyList<ListedMethod>? Listed { get; } = catalog.Methods(parsed, file);

    /// <summary>
    /// Each recommender with each alignment, each text score that is appended and each way to place new items; DaRec without another text
    /// score, and recommenders that are computed without alignment and placement, and without a score where they have no vectors.
    /// </summary>
    /// <exception cref="UsageException">A text score that no method takes.</exception>
    public IReadOnlyList<PlannedMethod> Cross(
        IReadOnlyList<BackboneKind> backbones,
        IReadOnlyList<AlignmentKind> aligns,
        IReadOnlyList<double> scores,
        IReadOnlyList<NewItemKind?> placements)
    {
        PlannedMethod[] methods =
        [
            .. from backbone in backbones
               let method = Method.Backbones[backbone]
               let isTrained = method.Fit is null // else nothing is aligned, and no new item placed
               from align in isTrained ? aligns : [AlignmentKind.None]
               from score in method.HasVectors && align != AlignmentKind.DaRec ? scores : [0] // darec adds its own
               from placement in isTrained ? placements : [null]
               select new PlannedMethod(Complete(backbone, align, placement, score)),
        ];
        return scores.All(score => score == 0 || Array.Exists(methods, method => method.Settings.AppendTextScore == score))
            ? methods
            : throw new UsageException(
                $"{TrainingSettings.AppendTextScore.Flag}: no method here takes a text score: darec has its own, --text-score-weight, and some " +
                "that are computed have no vectors to add columns to. Expected another --align too, none for one.");
    }

    /// <summary>A method of <see cref="Listed"/>, with its ranges but for those of options that are typed.</summary>
    /// <exception cref="UsageException">A range of a setting that does not exist or does nothing here, or values that do not fit it.</exception>
    public PlannedMethod Of(ListedMethod listed)
    {
        var settings = Complete(listed.Backbone, listed.Align, null);
        var open = listed.Ranges.Where(range => !IsTyped($"--{range.Split('=')[0]}")).ToList();
        return new PlannedMethod(settings, SearchSpace.Parse(open, $"{SettingsFile.MethodsKey}.{listed.Key}", settings, Decided));
    }

    private TrainSettings Complete(BackboneKind backbone, AlignmentKind align, NewItemKind? placement, double score = 0) => catalog.Complete(
        parsed,
        file,
        _training with { Backbone = backbone, Align = align, AppendTextScore = score, NewItems = placement });

    private bool IsTyped(string flag) => parsed.CommandResult.Command.Options
        .Any(option => option.Name == flag && parsed.GetResult(option) is { Implicit: false });
}
