using System.Globalization;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Commands;

/// <summary>The data as runs see them, the same for all seeds and methods.</summary>
internal static class RunData
{
    private const int Seed = 2023; // of no run

    /// <summary>The data with as many training interactions as a run is to see, to be disposed apart.</summary>
    public static Dataset Of(Dataset data, TrainSettings settings)
    {
        using var held = HoldOutWarm(data, settings.WarmHeldOut);
        return held.SubsampleTraining(settings.Subsample, Seed);
    }

    /// <summary>
    /// The data with training interactions in the held-out parts where the validation part has cold items alone, items without training
    /// interactions; else the same data. To be disposed apart.
    /// </summary>
    /// <param name="data">The data as the folder has them.</param>
    /// <param name="share">The share of each user's training interactions for each part; 0 leaves all as it is.</param>
    public static Dataset HoldOutWarm(Dataset data, double share)
    {
        var items = new WarmItems(data.Train);
        var isAsked = share > 0 && data.Validation is { Count: > 0 } validation && !items.HasWarm(validation);
        var hasNoWarmTest = data.Test is { Count: > 0 } test && !items.HasWarm(test);
        return isAsked ? data.HoldOutWarm(share, hasNoWarmTest ? share : 0, Seed) : data.HoldOutWarm(0, 0, Seed);
    }

    /// <summary>Says what <see cref="HoldOutWarm"/> has moved; null where that is nothing.</summary>
    /// <param name="before">The data as the folder has them.</param>
    /// <param name="after">The data as a run sees them.</param>
    public static string? Moved(Dataset before, Dataset after)
    {
        var (validation, test) = (after.Validation?.Count - before.Validation?.Count ?? 0, after.Test?.Count - before.Test?.Count ?? 0);
        return validation == 0
            ? null
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{validation} training interactions moved to validation{(test > 0 ? $" and {test} to test" : "")}, for the validation " +
                $"part has only items without training interactions (--warm-held-out 0 moves none)");
    }

    /// <summary>The folder's name, the data's sizes, and what was moved.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="before">The data as the folder has them.</param>
    /// <param name="after">The data as a run sees them.</param>
    public static string Describe(string directory, Dataset before, Dataset after) =>
        Folder.Describe(directory, after) + (Moved(before, after) is { } moved ? $"; {moved}" : "");

    /// <summary>Says that nothing ends training early; null where something does.</summary>
    public static string? Endless(Dataset data, TrainSettings settings) => data.Validation switch
    {
        not { Count: > 0 } => $"without a validation part (val) training ends after {settings.Trainer.MaxEpochs} epochs, whatever they " +
            "bring; --epochs N chooses.",
        { } validation when !new WarmItems(data.Train).HasWarm(validation) =>
            "the validation part has only items without training interactions, so that nothing ends training before epoch " +
            $"{settings.Trainer.MaxEpochs}; type --warm-held-out 0.1 to hold others out.",
        _ => null,
    };
}
