using System.CommandLine;
using DaRec.Cli.Settings;
using DaRec.Cli.Studying;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>sweep</c>.</summary>
internal sealed class SweepCommand : StudyCommand
{
    private const string Name = "sweep";

    private readonly Option<string> _option = new("--option")
    {
        HelpName = "NAME",
        Required = true,
        Description = "The option of training that is varied: alignment-weight, cluster-count, sample-size, neighborhood-temperature, width and so on.",
    };

    private readonly Option<string> _values = new("--values")
    {
        HelpName = "VALUE,…",
        Required = true,
        Description = "Its values, as they are typed behind the option.",
    };

    private SweepCommand(CliContext context)
        : base(context, Name)
    {
    }

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var verb = new Verb(
            Name,
            "Trains with each of some values of an option, and tells how much it matters on the test part.",
            "--data DIR --option NAME --values VALUE,… [options]")
        {
            Examples =
            [
                ("darec sweep --data data/lastfm --option alignment-weight --values 0.003,0.01,0.03,0.1,0.3 --out weights", "λ"),
                ("darec sweep --data data/lastfm --recipe paper-normalized --option cluster-count --values 2,4,8,16,32 --out clusters", "K of the paper's terms"),
            ],
        };
        var command = new SweepCommand(context);
        return command.Complete(verb, [command._option, command._values]);
    }

    /// <inheritdoc/>
    protected override (StudyKind Kind, IReadOnlyList<StudyVariant> Variants) Plan(
        ParseResult parsed, TrainSettings settings, TrainSettings alone, Dataset data)
    {
        var name = parsed.GetRequiredValue(_option).TrimStart('-');
        string[] values = [.. parsed.GetRequiredValue(_values).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (values.Length == 0)
        {
            throw new UsageException($"{_values.Name}: expected at least one value.");
        }

        if (TrainingSettings.Seed.Flag == $"--{name}")
        {
            throw new UsageException($"{_option.Name} {name}: seeds are given by --seeds; expected another option.");
        }

        return (
            new StudyKind(Name, $"{settings.Title} by {name}", name, "Gain", "gains are over the recommender alone", StudyText.OfSweep),
            Variants.OfSweep(settings, alone, name, values));
    }
}
