using System.Globalization;
using DaRec.Internal;
using DaRec.Recommenders.Training;
using TorchSharp;

namespace DaRec.Cli.Settings;

/// <summary>Everything that a training run depends on but its data. <see cref="TrainingSettings"/> lists it as options.</summary>
internal sealed record TrainSettings
{
    /// <summary>The recommender.</summary>
    public BackboneKind Backbone { get; init; } = BackboneKind.LightGcn;

    /// <summary>How texts are used; null takes darec where the folder has embeddings, else none.</summary>
    public AlignmentKind? Align { get; init; }

    /// <summary>
    /// Weight of the text score that is added to what an alignment other than DaRec ranks, finite and ≥ 0; 0 adds nothing. Default 0.
    /// </summary>
    public double AppendTextScore { get; init => field = Guard.Weight(value); }

    /// <summary>
    /// How items without training interactions get a vector after training; null takes projector where a text score is added, else none.
    /// </summary>
    public NewItemKind? NewItems { get; init; }

    /// <summary>How training runs.</summary>
    public TrainerOptions Trainer { get; init; } = new();

    /// <summary>Width of the recommender's embeddings, ≥ 1. Default 32.</summary>
    public int Width { get; init => field = Guard.AtLeast(value, 1); } = 32;

    /// <summary>Columns that wider text embeddings are reduced to, ≥ 1; null leaves them as they are. Default 64.</summary>
    public int? LanguageRank { get; init => field = Guard.AtLeast(value, 1); } = 64;

    /// <summary>Whether each row gets the text embedding of a random other row, so that texts mean nothing. Default false.</summary>
    public bool ShuffleText { get; init; }

    /// <summary>Share of each user's training interactions to learn from, in (0, 1]. Default 1.</summary>
    public double Subsample { get; init => field = Guard.Probability(value); } = 1;

    /// <summary>
    /// Share of each user's training interactions to hold out for validation and for test, in [0, 0.5), where the validation part has
    /// only items without training interactions. Default 0.1.
    /// </summary>
    public double WarmHeldOut { get; init => field = Guard.Below(value, 0.5); } = 0.1;

    /// <summary>The choices of the recommender, a record of its kind.</summary>
    public object BackboneOptions { get; init; } = Method.Backbones[BackboneKind.LightGcn].Defaults!;

    /// <summary>The choices of the alignment, a record of its kind; null where it has none.</summary>
    public object? AlignmentOptions { get; init; }

    /// <summary>The choices of the way to place new items, a record of its kind; null where it has none.</summary>
    public object? NewItemOptions { get; init; }

    /// <summary>The seed of everything random.</summary>
    public int Seed => Trainer.Seed;

    /// <summary>The recommender as the program offers it.</summary>
    public BackboneMethod BackboneMethod => Method.Backbones[Backbone];

    /// <summary>The alignment as the program offers it; none where it was left open.</summary>
    public AlignmentMethod AlignmentMethod => Method.Alignments[Align ?? AlignmentKind.None];

    /// <summary>How new items are placed, decided.</summary>
    public NewItemKind Placement => NewItems ?? (HasTextScore ? NewItemKind.Projector : NewItemKind.None);

    /// <summary>Whether the texts add a score to what is ranked: DaRec's own, or one that is appended.</summary>
    public bool HasTextScore => AppendTextScore > 0 || AlignmentOptions is DaRecOptions { Ranking.TextScoreWeight: > 0 };

    /// <summary>The way to place new items as the program offers it.</summary>
    public PlacementMethod PlacementMethod => Method.Placements[Placement];

    /// <summary>All its methods: recommender, alignment, way to place new items.</summary>
    public IReadOnlyList<Method> Methods => [BackboneMethod, AlignmentMethod, PlacementMethod];

    /// <summary>The recommender, what aligns it and what places new items, for people.</summary>
    public string Title => BackboneMethod.Title +
        (AlignmentMethod.Title.Length == 0 ? "" : $" + {AlignmentMethod.Title}") +
        (AppendTextScore > 0 ? $" + {TextScoreTitle(AppendTextScore)}" : "") +
        (NewItems is null || PlacementMethod.Title.Length == 0 ? "" : $", new items: {PlacementMethod.Title}");

    /// <summary>What an appended text score is called in text.</summary>
    public static string TextScoreTitle(double weight) => string.Create(CultureInfo.InvariantCulture, $"text score {weight}");

    /// <summary>The same settings on a device. It is no setting of a run that a file keeps: another machine has other devices.</summary>
    public TrainSettings On(torch.Device device) => this with { Trainer = Trainer with { Device = device } };

    /// <summary>The same settings with another seed.</summary>
    public TrainSettings WithSeed(int seed) => this with { Trainer = Trainer with { Seed = seed } };
}
