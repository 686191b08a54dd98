using System.Globalization;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Recommenders.Training;

/// <summary>The figures of one epoch of training.</summary>
public sealed class EpochReport
{
    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>The backbone's own loss, the mean over the epoch's steps.</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// The terms of the text method by name, before weights are applied, each the mean over the steps that have them; last, as "total",
    /// their weighted sum. Empty where the method adds no loss.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, double>> Alignment { get; init; } = [];

    /// <summary>Seconds that the training steps took, without evaluation.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds that <see cref="TrainerOptions.Observers"/> took at the end of the epoch; 0 where none looked.</summary>
    public double ObserverSeconds { get; init; }

    /// <summary>Metrics on the validation part; null in epochs without an evaluation.</summary>
    public RankingMetrics? Validation { get; init; }

    /// <summary>Whether the validation recall is the best so far; false in epochs without an evaluation.</summary>
    public bool IsBest { get; init; }

    /// <summary>The figures on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"epoch {Epoch}, loss {Loss:0.0000}, {Seconds:0.000} s{(Validation is null ? "" : $", validation of {Validation}")}");
}
