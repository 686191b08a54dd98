using System.Runtime.CompilerServices;

namespace DaRec.Recommenders.Training;

/// <summary>How a <see cref="Trainer"/> runs; immutable, and invalid values throw where they are set.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training interactions at most, ≥ 1. Default 3000.</summary>
    public int MaxEpochs { get; init => field = AtLeastOne(value); } = 3000;

    /// <summary>Epochs between looks at the validation part, ≥ 1. Default 3.</summary>
    public int EvaluateEvery { get; init => field = AtLeastOne(value); } = 3;

    /// <summary>Looks without a better validation recall after which training stops, ≥ 1. Default 5.</summary>
    public int Patience { get; init => field = AtLeastOne(value); } = 5;

    /// <summary>
    /// Epochs before which training does not stop, ≥ 0: where texts arrange the items first, the recall can stand still until interactions
    /// have rearranged them. Default 60.
    /// </summary>
    public int MinimumEpochs
    {
        get;
        init => field = value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(MinimumEpochs), value, "Expected MinimumEpochs ≥ 0.");
    } = 60;

    /// <summary>
    /// Interactions a step, ≥ 1; null takes 4096, or a tenth of the interactions where that is less. Default null.
    /// </summary>
    public int? BatchSize { get; init => field = value is { } size ? AtLeastOne(size) : null; }

    /// <summary>Adam's step size, &gt; 0. Default 1e-3.</summary>
    public double LearningRate
    {
        get;
        init => field = double.IsFinite(value) && value > 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(LearningRate), value, "Expected a finite rate > 0.");
    } = 1e-3;

    /// <summary>The k of the validation recall that chooses the best epoch, ≥ 1. Default 20.</summary>
    public int Cutoff { get; init => field = AtLeastOne(value); } = 20;

    /// <summary>Seed of the order of interactions and of negatives. Default 2023.</summary>
    public int Seed { get; init; } = 2023;

    /// <summary>The batch size for this many training interactions: at least ten steps an epoch where nothing else is asked for.</summary>
    /// <param name="interactionCount">Training interactions.</param>
    public int BatchSizeFor(int interactionCount) => BatchSize ?? Math.Clamp(interactionCount / 10, 1, 4096);

    private static int AtLeastOne(int value, [CallerMemberName] string name = "") =>
        value >= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"Expected {name} ≥ 1.");
}
