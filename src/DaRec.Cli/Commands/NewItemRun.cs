using DaRec.Cli.Settings;
using DaRec.Evidence;
using DaRec.NewItems;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;
using TorchSharp;

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
        if (settings.Placement != NewItemKind.None && data.ItemEmbeddings is not null
            && data.Train.ItemDegrees().Count(degree => degree == 0) is > 0 and var cold)
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

    /// <summary>What a run ranks with once new items are placed.</summary>
    /// <param name="trained">What training came to; shares its tables with the result where they stay as they are.</param>
    /// <param name="data">The run's interactions with texts of their full width.</param>
    /// <param name="settings">Complete.</param>
    /// <param name="alignment">The run's alignment, trained.</param>
    public static PlacedResult Place(TrainingResult trained, Dataset data, TrainSettings settings, TextMethod alignment)
    {
        var evidence = alignment switch
        {
            DaRecAlignment own => own.Aligner.Evidence,
            AppendedTextScore appended => appended.Evidence,
            _ => null,
        };
        var columns = settings.HasTextScore ? evidence?.Width ?? 0 : 0;
        var ranked = new RankedEmbeddings(trained.Users, trained.Items, columns);
        if (settings.Placement == NewItemKind.None || data.ItemEmbeddings is null)
        {
            return new PlacedResult(ranked);
        }

        using var shuffled = settings.ShuffleText ? data.ShuffleEmbeddings(settings.Seed) : null;
        if (settings.Placement == NewItemKind.Projector)
        {
            return Project(ranked, evidence, shuffled ?? data, (ItemProjectorOptions)settings.NewItemOptions!);
        }

        using var generator = new torch.Generator(unchecked((ulong)settings.Seed) ^ 0xD1B54A32D192ED03); // numbers of its own
        var (users, items) = settings.PlacementMethod.Create(settings.NewItemOptions)!.Place(trained.Users, trained.Items, shuffled ?? data, generator);
        var isOfOneWidth = items.size(1) == trained.Items.size(1); // else the method has vectors of its own
        return new PlacedResult(new RankedEmbeddings(users, items, isOfOneWidth ? columns : 0));
    }

    private static PlacedResult Project(RankedEmbeddings ranked, TextEvidence? fitted, Dataset data, ItemProjectorOptions options)
    {
        using var own = fitted is null ? TextEvidence.Fit(data.ItemEmbeddings!, data.Train) : null;
        using var projector = ItemProjector.Fit(ranked, fitted ?? own!, data.Train, data.Validation, options);
        var placed = new RankedEmbeddings(ranked.Users, projector.Place(ranked.Items), ranked.TextColumns);
        return new PlacedResult(placed, projector.Projection) { TextFactors = projector.TextFactors };
    }
}
