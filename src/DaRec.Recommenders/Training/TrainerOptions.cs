using DaRec.Internal;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>Settings of a <see cref="Trainer"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record TrainerOptions
{
    /// <summary>Largest number of passes over the training interactions, ≥ 1. Default 3000.</summary>
    public int MaxEpochs { get; init => field = Guard.AtLeast(value, 1); } = 3000;

    /// <summary>Number of epochs from one evaluation on the validation part to the next, ≥ 1. Default 3.</summary>
    public int EvaluateEvery { get; init => field = Guard.AtLeast(value, 1); } = 3;

    /// <summary>When training stops by the validation recall, not null. Default: the rule's own defaults.</summary>
    public StopRule Stop { get; init => field = Guard.NotNull(value); } = new();

    /// <summary>
    /// Number of interactions in a step, ≥ 1; null takes a tenth of the training interactions, at most 4096. Default null.
    /// </summary>
    public int? BatchSize { get; init => field = Guard.AtLeast(value, 1); }

    /// <summary>η, Adam's step size, finite and &gt; 0; ignored with an <see cref="Optimizer"/>. Default 1e-3.</summary>
    public double LearningRate { get; init => field = Guard.Positive(value); } = 1e-3;

    /// <summary>
    /// Creates the optimizer of a training from the parameters of the backbone and the text method; the trainer disposes it.
    /// Null takes Adam with <see cref="LearningRate"/>. Default null.
    /// </summary>
    /// <example><code>Optimizer = parameters => torch.optim.AdamW(parameters, lr: 1e-3, weight_decay: 0.01)</code></example>
    public Func<IReadOnlyList<Parameter>, optim.Optimizer>? Optimizer { get; init; }

    /// <summary>
    /// Whether a step moves only the id embeddings that it uses, each by an Adam of its own, so that it costs the same for any number of
    /// users and items. For <see cref="Models.MatrixFactorization"/> with the BPR loss on the CPU, alone or with DaRec; other models throw.
    /// <see cref="Models.LightGcn"/> with <see cref="Models.LightGcnOptions.Walks"/> trains so in any case.
    /// Results differ from those of Adam on the whole table. Excludes an <see cref="Optimizer"/>. Default false.
    /// </summary>
    /// <remarks>
    /// The penalty on all weights comes in through the moved rows: each makes up for the steps that left it out. The reported loss is
    /// without it.
    /// </remarks>
    public bool LazyAdam { get; init; }

    /// <summary>
    /// Number of users, drawn by <see cref="Seed"/>, that the validation recall is measured on while training, ≥ 1; null takes all. Metrics
    /// then have standard errors. Default null.
    /// </summary>
    public int? ValidationUsers { get; init => field = Guard.AtLeast(value, 1); }

    /// <summary>k of the validation recall that chooses the best epoch, ≥ 1. Default 20.</summary>
    public int Cutoff { get; init => field = Guard.AtLeast(value, 1); } = 20;

    /// <summary>Seed of the order of interactions and of the negatives. Default 2023.</summary>
    public int Seed { get; init; } = 2023;

    /// <summary>
    /// Where training computes, as <see cref="TorchDevice.Parse(string)"/> gives it: the trainer's constructor moves the backbone and the text
    /// method there. Null leaves them where they are. The result is on the CPU in any case. Default null.
    /// </summary>
    public Device? Device { get; init; }

    /// <summary>Those that look at the training from time to time; the results are the same with and without. Default: none.</summary>
    public IReadOnlyList<ITrainingObserver> Observers { get; init => field = Guard.NotNull(value); } = [];

    /// <summary>The batch size for a number of training interactions.</summary>
    /// <param name="interactionCount">Number of training interactions.</param>
    /// <returns><see cref="BatchSize"/>, or its default for this number.</returns>
    internal int BatchSizeFor(long interactionCount) => BatchSize ?? (int)Math.Clamp(interactionCount / 10, 1, 4096);
}
