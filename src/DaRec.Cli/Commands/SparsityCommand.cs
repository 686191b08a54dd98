using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Settings;
using DaRec.Cli.Studying;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>sparsity</c>.</summary>
internal sealed class SparsityCommand : StudyCommand
{
    private const string Name = "sparsity";

    private readonly Option<string> _shares = new("--shares")
    {
        HelpName = "X,…",
        Description = "Shares of each user's training interactions that are left, each above 0 and at most 1. [0.2,0.35,0.5,0.75,1]",
    };

    private SparsityCommand(CliContext context)
        : base(context, Name)
    {
    }

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var verb = new Verb(
            Name,
            "Trains without and with texts on ever fewer of the training interactions, and tells how much texts bring as these become few.",
            "--data DIR [options]")
        {
            Examples =
            [
                ("darec sparsity --data data/lastfm --out sparsity", "LightGCN alone and with DaRec on a fifth to all of the interactions"),
                ("darec sparsity --data data/lastfm --align kar --shares 0.1,0.3,1 --out sparsity", "another use of the texts"),
            ],
        };
        var command = new SparsityCommand(context);
        return command.Complete(verb, [command._shares], TrainingSettings.Subsample);
    }

    /// <inheritdoc/>
    protected override (StudyKind Kind, IReadOnlyList<StudyVariant> Variants) Plan(
        ParseResult parsed, TrainSettings settings, TrainSettings alone, Dataset data)
    {
        double[] shares = [.. (parsed.GetValue(_shares) ?? "0.2,0.35,0.5,0.75,1").Split(',', StringSplitOptions.TrimEntries).Select(Share).Distinct().Order()];
        return (
            new StudyKind(
                Name,
                $"{settings.Title} as interactions become few",
                "Interactions an item",
                "Gain",
                "gains are over the recommender alone with as many interactions",
                StudyText.OfSparsity),
            Variants.OfSparsity(settings, alone, shares, share => Density(data, share)));
    }

    // How many are left does not depend on the seed.
    private static double Density(Dataset data, double share) => (double)data.Train.Subsample(share, seed: 0).Count / data.ItemCount;

    private double Share(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is > 0 and <= 1
        ? share
        : throw new UsageException($"{_shares.Name} {text}: expected a number above 0 and at most 1.");
}
