using DaRec.Cli.Settings;
using DaRec.Evidence;
using DaRec.NewItems;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>What a run does about items without training interactions, after training.</summary>
internal static class NewItemRun
{
    /// <summary>Throws where the data have no texts to place new items by.</summary>
    /// <exception cref="UsageException">They have none.</exception>
    public static void EnsureTexts(Dataset data, TrainSettings settings)
    {
        if (settings.Placement != NewItemKind.None && settings.NewItems is not null && data.ItemEmbeddings is null)
        {
            throw new UsageException(
                $"There are no item texts for --new-items {settings.PlacementMethod.Key}: the folder has no item_emb.npy. " +
                "Type --new-items none.");
        }
    }

    /// <summary>Says how many items are placed, and how.</summary>
    public static void Announce(CliContext context, Dataset data, TrainSettings settings)
    {
        WarnIfIdle(context, data, settings);
        if (settings.Placement != NewItemKind.None && data.ItemEmbeddings is not null && data.Train.ItemDegrees().Count(degree => degree == 0) is > 0 and var cold)
        {
            context.WriteLine(
                $"{cold} item{(cold == 1 ? "" : "s")} without training interactions to place after training: " +
                settings.PlacementMethod.Title);
        }
    }

    /// <summary>Warns where new items are to be placed and there are none.</summary>
    public static void WarnIfIdle(CliContext context, Dataset data, params IEnumerable<TrainSettings> runs)
    {
        if (runs.Any(run => run.NewItems is not (null or NewItemKind.None or NewItemKind.Projector)) && !data.Train.ItemDegrees().Contains(0))
        {
            context.Error.WriteLine("warning: --new-items changes nothing here, for every item has training interactions.");
        }
    }

    /// <summary>What training came to with new items placed and the validation part measured again.</summary>
    /// <param name="trained">What training came to; part of the result where nothing is placed.</param>
    /// <param name="data">The run's interactions with texts of their full width.</param>
    /// <param name="settings">Complete.</param>
    /// <param name="alignment">The run's alignment, trained.</param>
    public static PlacedResult Place(TrainingResult trained, Dataset data, TrainSettings settings, TextMethod alignment)
    {
        var columns = TextColumns(settings, alignment);
        if (settings.Placement == NewItemKind.Projector)
        {
            return Project(trained, data, settings, alignment, columns);
        }

        if (settings.PlacementMethod.Create(settings.NewItemOptions) is not { } method)
        {
            return new PlacedResult(trained, columns, Projection: null);
        }

        using var shuffled = settings.ShuffleText ? data.ShuffleEmbeddings(settings.Seed) : null;
        using var generator = new torch.Generator(unchecked((ulong)settings.Seed) ^ 0xD1B54A32D192ED03); // numbers of its own
        var (users, items) = method.Place(trained.Users, trained.Items, shuffled ?? data, generator);
        var isOfOneWidth = items.size(1) == trained.Items.size(1); // else the method has vectors of its own
        return new PlacedResult(With(trained, users, items, data), isOfOneWidth ? columns : 0, Projection: null);
    }

    private static PlacedResult Project(
        TrainingResult trained, Dataset data, TrainSettings settings, TextMethod alignment, int columns)
    {
        if (data.ItemEmbeddings is null)
        {
            return new PlacedResult(trained, columns, Projection: null);
        }

        var options = (ItemProjectorOptions)settings.NewItemOptions!;
        using var shuffled = settings.ShuffleText ? data.ShuffleEmbeddings(settings.Seed) : null;
        var fitted = (alignment as DaRecAlignment)?.Aligner.Evidence;
        using var own = fitted is null ? TextEvidence.Fit((shuffled ?? data).ItemEmbeddings!, data.Train) : null;
        var ranked = new RankedEmbeddings(trained.Users, trained.Items, columns);
        using var projector = ItemProjector.Fit(ranked, fitted ?? own!, data.Train, data.Validation, options);
        var result = With(trained, trained.Users.clone(), projector.Place(trained.Items), data);
        return new PlacedResult(result, columns, projector.Projection) { TextFactors = projector.TextFactors };
    }

    /// <summary>How many of the last columns are those of the text score.</summary>
    private static int TextColumns(TrainSettings settings, TextMethod alignment) =>
        settings.AlignmentOptions is DaRecOptions { Ranking.TextScoreWeight: > 0 } && alignment is DaRecAlignment { Aligner.Evidence: { } evidence }
            ? evidence.Width
            : 0;

    private static TrainingResult With(TrainingResult trained, Tensor users, Tensor items, Dataset data) =>
        new()
        {
            Users = users,
            Items = items,
            BestEpoch = trained.BestEpoch,
            Validation = trained.Validation is null || data.Validation is not { Count: > 0 } held
                ? null
                : new RankingEvaluator(data.Train, held, [.. trained.Validation.Recall.Keys]).Evaluate(users, items),
            Epochs = trained.Epochs,
        };
}
