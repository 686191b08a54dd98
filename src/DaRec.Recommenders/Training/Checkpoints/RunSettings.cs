using System.Globalization;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>What a training depends on beside its data, a line each; all but the largest number of epochs, which may be raised.</summary>
internal static class RunSettings
{
    /// <summary>The lines.</summary>
    /// <param name="options">The trainer's.</param>
    /// <param name="batchSize">Interactions a step.</param>
    /// <param name="device">What computes.</param>
    /// <param name="modules">The backbone and the text method.</param>
    /// <param name="more">What the caller says, may be empty.</param>
    public static string Of(TrainerOptions options, int batchSize, Device device, IEnumerable<nn.Module> modules, string more) =>
        string.Join('\n', Lines(options, batchSize, device, modules).Append(more.Trim()).Where(line => line.Length > 0));

    /// <summary>The first line that differs, as an end of a sentence; null where none does.</summary>
    public static string? Difference(string written, string here)
    {
        var (theirs, ours) = (written.Split('\n'), here.Split('\n'));
        for (var line = 0; line < Math.Max(theirs.Length, ours.Length); line++)
        {
            var (one, other) = (theirs.ElementAtOrDefault(line), ours.ElementAtOrDefault(line));
            if (one != other)
            {
                return $"it was written with {Shown(one)}, here is {Shown(other)}";
            }
        }

        return null;
    }

    private static string Shown(string? line) => line is null ? "nothing" : line.Trim().TrimEnd(',');

    private static IEnumerable<string> Lines(TrainerOptions options, int batchSize, Device device, IEnumerable<nn.Module> modules)
    {
        yield return $"modules {string.Join(", ", modules.Select(module => module.GetType().Name))}";
        yield return $"device {device}";
        yield return $"batch size {batchSize}";
        yield return $"seed {options.Seed}";
        yield return options.Optimizer is null
            ? string.Create(CultureInfo.InvariantCulture, $"learning rate {options.LearningRate}")
            : "an optimizer of its own";
        if (options.LazyAdam)
        {
            yield return "lazy adam";
        }

        if (options.ValidationUsers is { } users)
        {
            yield return $"validation on {users} users";
        }

        yield return $"evaluation every {options.EvaluateEvery} epochs by recall@{options.Cutoff}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"patience {options.Stop.Patience} + {options.Stop.Growth} of the evaluations, means of {options.Stop.Smoothing}");
    }
}
