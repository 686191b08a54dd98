using System.CommandLine;
using DaRec.Cli.Settings;
using DaRec.Cli.Studying;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>ablate</c>.</summary>
internal sealed class AblateCommand : StudyCommand
{
    private const string Name = "ablate";

    private static readonly StudyKind Kind = new(
        Name,
        "What each part of the alignment is worth",
        "Variant",
        "Change",
        "changes are against the setting as typed",
        StudyText.OfAblation);

    private AblateCommand(CliContext context)
        : base(context, Name)
    {
    }

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var verb = new Verb(
            Name,
            "Trains with DaRec as typed, without each of its terms, with each alone, with other heads and without the text score, and tells " +
            "what each part is worth on the test part.",
            "--data DIR [options]")
        {
            Examples =
            [
                ("darec ablate --data data/lastfm --out ablation", "the recommended setting"),
                ("darec ablate --data data/lastfm --recipe paper-normalized --seeds 1,2,3,4,5 --out ablation", "the paper's four terms"),
            ],
        };
        return new AblateCommand(context).Complete(verb, []);
    }

    /// <inheritdoc/>
    protected override (StudyKind Kind, IReadOnlyList<StudyVariant> Variants) Plan(
        ParseResult parsed, TrainSettings settings, TrainSettings alone, Dataset data) => settings.Align == AlignmentKind.DaRec
        ? (Kind, Variants.OfAblation(settings, alone))
        : throw new UsageException($"{settings.AlignmentMethod.Title} has no terms to leave out; expected --align darec.");
}
