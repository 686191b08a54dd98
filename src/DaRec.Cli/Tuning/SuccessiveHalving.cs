namespace DaRec.Cli.Tuning;

/// <summary>All trials get few epochs; the best third of them gets three times as many, and so on until one is left.</summary>
/// <remarks>
/// A trial that goes on is trained from the start again: a seed gives it the same epochs as before, and more. One that has stopped by
/// itself is not, for more epochs would change nothing. Rounds end, too, once trials have had all epochs that a run may have.
/// </remarks>
internal static class SuccessiveHalving
{
    private const int Factor = 3;

    /// <summary>Does the search.</summary>
    /// <param name="trials">The trials, at least one.</param>
    /// <param name="minimumEpochs">Epochs of the first round.</param>
    /// <param name="maximumEpochs">Epochs that a run may have.</param>
    /// <param name="train">Trains trials for so many epochs at most.</param>
    /// <returns>The last result of each trial.</returns>
    public static IReadOnlyList<TrialResult> Run(
        IReadOnlyList<Trial> trials,
        int minimumEpochs,
        int maximumEpochs,
        Func<IReadOnlyList<Trial>, int, IReadOnlyList<TrialResult>> train)
    {
        var last = new Dictionary<Trial, TrialResult>();
        var (left, epochs) = (trials, (long)minimumEpochs);
        while (true)
        {
            var limit = (int)Math.Min(epochs, maximumEpochs);
            var through = left.Where(trial => last.TryGetValue(trial, out var result) && result.IsThrough).ToList();
            through.ForEach(trial => last[trial] = last[trial] with { Round = limit });
            Trial[] going = [.. left.Except(through)];
            foreach (var result in going.Length == 0 ? [] : train(going, limit))
            {
                last[result.Trial] = result;
            }

            if (left.Count == 1 || limit == maximumEpochs)
            {
                return [.. last.Values];
            }

            left =
            [
                .. TrialResult.Ranked(left.Select(trial => last[trial])).Where(result => result.Error is null)
                    .Take((left.Count + Factor - 1) / Factor).Select(result => result.Trial),
            ];
            if (left.Count == 0)
            {
                return [.. last.Values];
            }

            epochs *= Factor;
        }
    }
}
