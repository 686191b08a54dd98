using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Recommenders.Training;

namespace DaRec.Cli.Settings;

/// <summary>Everything that a training run depends on but its data.</summary>
/// <remarks>Each property is an option, whose help is the summary here, and a key of the configuration file.</remarks>
internal sealed record TrainSettings
{
    private static readonly TrainerOptions Trainer = new();

    /// <summary>The recommender.</summary>
    public BackboneKind Backbone { get; init; } = BackboneKind.LightGcn;

    /// <summary>What brings the folder's texts in; null takes darec where there are embeddings, else none.</summary>
    public AlignmentKind? Align { get; init; }

    /// <summary>Passes over the training interactions at most.</summary>
    public int Epochs { get; init => field = AtLeast(value, 1); } = Trainer.MaxEpochs;

    /// <summary>Looks at the validation part without a better recall@20 after which training stops.</summary>
    public int Patience { get; init => field = AtLeast(value, 1); } = Trainer.Patience;

    /// <summary>Epochs before which training does not stop; the recall can stand still in the first ones.</summary>
    public int EarliestStop { get; init => field = AtLeast(value, 0); } = Trainer.MinimumEpochs;

    /// <summary>Epochs between looks at the validation part.</summary>
    public int EvaluateEvery { get; init => field = AtLeast(value, 1); } = Trainer.EvaluateEvery;

    /// <summary>Interactions a step; null takes 4096, or a tenth of the interactions where that is less.</summary>
    public int? Batch { get; init => field = value is { } size ? AtLeast(size, 1) : null; } = Trainer.BatchSize;

    /// <summary>Seed of everything random: the same command gives the same numbers.</summary>
    public int Seed { get; init; } = Trainer.Seed;

    /// <summary>Adam's step size.</summary>
    public double LearningRate { get; init => field = Positive(value); } = Trainer.LearningRate;

    /// <summary>Width of the recommender's embeddings.</summary>
    public int Width { get; init => field = AtLeast(value, 1); } = 32;

    /// <summary>Columns that wide text embeddings are reduced to, once, before training; null takes them as they are.</summary>
    public int? LanguageRank { get; init => field = value is { } rank ? AtLeast(rank, 1) : null; } = 64;

    /// <summary>Whether each text embedding is given to a random other row: a control, in which texts mean nothing.</summary>
    public bool ShuffleText { get; init; }

    /// <summary>
    /// Share of each user's training interactions to learn from, in (0, 1], at least one each; with whatever seed and method the same
    /// ones. Those left out count as unknown. Default 1, all.
    /// </summary>
    public double Thin { get; init => field = Share(value); } = 1;

    /// <summary>The choices of the recommender, a record of its kind.</summary>
    public object BackboneOptions { get; init; } = Method.Backbones[BackboneKind.LightGcn].Defaults!;

    /// <summary>The choices of the alignment, a record of its kind; null where it has none.</summary>
    public object? AlignmentOptions { get; init; }

    /// <summary>The recommender as the program offers it.</summary>
    public BackboneMethod BackboneMethod => Method.Backbones[Backbone];

    /// <summary>The alignment as the program offers it; none where it was left open.</summary>
    public AlignmentMethod AlignmentMethod => Method.Alignments[Align ?? AlignmentKind.None];

    /// <summary>The recommender and what aligns it, for people.</summary>
    public string Title => AlignmentMethod.Title.Length == 0 ? BackboneMethod.Title : $"{BackboneMethod.Title} + {AlignmentMethod.Title}";

    /// <summary>The part of the settings that a <see cref="Recommenders.Training.Trainer"/> takes.</summary>
    public TrainerOptions ToTrainerOptions() => new()
    {
        MaxEpochs = Epochs,
        EvaluateEvery = EvaluateEvery,
        Patience = Patience,
        MinimumEpochs = EarliestStop,
        BatchSize = Batch,
        LearningRate = LearningRate,
        Seed = Seed,
    };

    private static T AtLeast<T>(T value, T minimum, [CallerMemberName] string name = "")
        where T : INumber<T> => value >= minimum ? value : throw Expected($"≥ {minimum}", name);

    private static double Positive(double value, [CallerMemberName] string name = "") =>
        double.IsFinite(value) && value > 0 ? value : throw Expected("finite and > 0", name);

    private static double Share(double value, [CallerMemberName] string name = "") =>
        value is > 0 and <= 1 ? value : throw Expected("in (0, 1]", name);

    private static ArgumentException Expected(string what, [CallerMemberName] string name = "") => new($"Expected {name} {what}.", name);
}
