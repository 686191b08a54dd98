using DaRec.Cli.Settings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
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
        if (settings.NewItems != NewItemKind.None && data.ItemEmbeddings is null)
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
        if (settings.NewItems != NewItemKind.None && data.Train.ItemDegrees().Count(degree => degree == 0) is > 0 and var cold)
        {
            context.WriteLine(
                $"{cold} item{(cold == 1 ? "" : "s")} without training interactions to place after training: " +
                settings.PlacementMethod.Title);
        }
    }

    /// <summary>Warns where new items are to be placed and there are none.</summary>
    public static void WarnIfIdle(CliContext context, Dataset data, params IEnumerable<TrainSettings> runs)
    {
        if (runs.Any(run => run.NewItems != NewItemKind.None) && !data.Train.ItemDegrees().Contains(0))
        {
            context.Error.WriteLine("warning: --new-items changes nothing here, for every item has training interactions.");
        }
    }

    /// <summary>What training came to with new items placed and the validation part measured again; the same object without.</summary>
    /// <param name="trained">What training came to.</param>
    /// <param name="data">The run's interactions with texts of their full width.</param>
    /// <param name="settings">Complete.</param>
    public static TrainingResult Place(TrainingResult trained, Dataset data, TrainSettings settings)
    {
        if (settings.PlacementMethod.Create(settings.NewItemOptions) is not { } method)
        {
            return trained;
        }

        using var shuffled = settings.ShuffleText ? data.ShuffleEmbeddings(settings.Seed) : null;
        using var generator = new torch.Generator(unchecked((ulong)settings.Seed) ^ 0xD1B54A32D192ED03); // numbers of its own
        var (users, items) = method.Place(trained.Users, trained.Items, shuffled ?? data, generator);
        return new TrainingResult
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
}
