using DaRec.Recommenders.Training;

namespace DaRec.Cli.Settings;

/// <summary>The settings of <see cref="TrainSettings"/>, but for the options of its methods.</summary>
internal static class TrainingSettings
{
    /// <summary>Which recommender is trained.</summary>
    public static Setting Backbone { get; } = Setting.Of<TrainSettings, BackboneKind>(
        "backbone", "The recommender.", run => run.Backbone, (run, value) => run with { Backbone = value });

    /// <summary>How texts are used.</summary>
    public static Setting Align { get; } = Setting.Of<TrainSettings, AlignmentKind?>(
        "align",
        "How the text embeddings in the data folder are used; auto takes darec if the folder has embeddings and the " +
        "recommender is trained without them, otherwise none.",
        run => run.Align,
        (run, value) => run with { Align = value },
        nullWord: "auto");

    /// <summary>The text score beside another method.</summary>
    public static Setting AppendTextScore { get; } = Setting.Of<TrainSettings, double>(
        "append-text-score",
        "Weight of the score that the texts alone give an item, added to what the recommender ranks with any --align but darec, at least 0; 0 " +
        "adds nothing. It means the same as darec's --text-score-weight, and is there to compare with it.",
        run => run.AppendTextScore,
        (run, value) => run with { AppendTextScore = value });

    /// <summary>How new items are placed.</summary>
    public static Setting NewItems { get; } = Setting.Of<TrainSettings, NewItemKind?>(
        "new-items",
        "How items without training interactions get a vector from their texts after training; none leaves them as training did, auto " +
        "takes projector with a text score, else none.",
        run => run.NewItems,
        (run, value) => run with { NewItems = value },
        nullWord: "auto");

    /// <summary>How long training goes on.</summary>
    public static Setting Epochs { get; } = OfTrainer(
        "epochs",
        "Most epochs, passes over the training interactions; at least 1.",
        trainer => trainer.MaxEpochs,
        (trainer, value) => trainer with { MaxEpochs = value });

    /// <summary>The seed of everything random.</summary>
    public static Setting Seed { get; } = OfTrainer(
        "seed",
        "Seed of all random numbers: the same command with the same seed gives the same results.",
        trainer => trainer.Seed,
        (trainer, value) => trainer with { Seed = value });

    /// <summary>The share of the data that is trained on.</summary>
    public static Setting Subsample { get; } = Setting.Of<TrainSettings, double>(
        "subsample",
        "Share of each user's training interactions to train on, above 0 and at most 1, and at least one interaction each; the same " +
        "interactions for every seed and method. The others count as unknown.",
        run => run.Subsample,
        (run, value) => run with { Subsample = value });

    /// <summary>What is held out where the data's own parts have new items alone.</summary>
    public static Setting WarmHeldOut { get; } = Setting.Of<TrainSettings, double>(
        "warm-held-out",
        "Share of each user's training interactions to move to the validation and to the test part each, where the validation part has " +
        "only new items, without training interactions: training stops by the other items. At least 0, which moves none, and below 0.5.",
        run => run.WarmHeldOut,
        (run, value) => run with { WarmHeldOut = value });

    /// <summary>All, in the help's order.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Backbone,
        Align,
        AppendTextScore,
        NewItems,
        Epochs,
        OfTrainer(
            "patience",
            "Training stops after this many evaluations on the validation part without a better recall@20, and those of --patience-growth; " +
            "at least 1.",
            trainer => trainer.Stop.Patience,
            (trainer, value) => trainer with { Stop = trainer.Stop with { Patience = value } }),
        OfTrainer(
            "patience-growth",
            "Share of the evaluations up to the best one that training waits for in addition, so that slow models have time; at least 0.",
            trainer => trainer.Stop.Growth,
            (trainer, value) => trainer with { Stop = trainer.Stop with { Growth = value } }),
        OfTrainer(
            "smoothing",
            "Evaluations whose mean recall@20 must rise, at least 1, which takes each as it is. The best single one is kept.",
            trainer => trainer.Stop.Smoothing,
            (trainer, value) => trainer with { Stop = trainer.Stop with { Smoothing = value } }),
        OfTrainer(
            "evaluate-every",
            "Epochs from one evaluation on the validation part to the next; at least 1.",
            trainer => trainer.EvaluateEvery,
            (trainer, value) => trainer with { EvaluateEvery = value }),
        OfTrainer(
            "batch",
            "Interactions in a training step, at least 1; auto takes 4096, or a tenth of the interactions if that is less.",
            trainer => trainer.BatchSize,
            (trainer, value) => trainer with { BatchSize = value },
            nullWord: "auto"),
        Seed,
        OfTrainer(
            "learning-rate",
            "Step size of the optimizer Adam, above 0.",
            trainer => trainer.LearningRate,
            (trainer, value) => trainer with { LearningRate = value }),
        OfTrainer(
            "lazy-adam",
            "Moves in a step only the users and items that it uses, so that a step costs the same for any number of them; for " +
            "--backbone mf with the loss bpr, on the processor. lightgcn with --walks trains so in any case.",
            trainer => trainer.LazyAdam,
            (trainer, value) => trainer with { LazyAdam = value }),
        OfTrainer(
            "validation-users",
            "Users, drawn by the seed, whose recall on the validation part stops training and is told at the end, at least 1; all takes " +
            "everybody. --test-users is for the test part.",
            trainer => trainer.ValidationUsers,
            (trainer, value) => trainer with { ValidationUsers = value },
            nullWord: "all"),
        Setting.Of<TrainSettings, int>(
            "width", "Width of the recommender's embeddings, at least 1.", run => run.Width, (run, value) => run with { Width = value }),
        Setting.Of<TrainSettings, int?>(
            "language-rank",
            "Columns that wider text embeddings are reduced to before training, at least 1; none leaves them as they are.",
            run => run.LanguageRank,
            (run, value) => run with { LanguageRank = value },
            nullWord: "none"),
        Setting.Of<TrainSettings, bool>(
            "shuffle-text",
            "Gives each row the text embedding of a random other row, to check what is gained when texts mean nothing.",
            run => run.ShuffleText,
            (run, value) => run with { ShuffleText = value }),
        Subsample,
        WarmHeldOut,
    ];

    private static Setting OfTrainer<T>(
        string name, string help, Func<TrainerOptions, T> get, Func<TrainerOptions, T, TrainerOptions> with, string? nullWord = null) =>
        Setting.Of<TrainSettings, T>(
            name, help, run => get(run.Trainer), (run, value) => run with { Trainer = with(run.Trainer, value) }, nullWord);
}
