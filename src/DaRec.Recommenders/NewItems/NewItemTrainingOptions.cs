using DaRec.Internal;

namespace DaRec.Recommenders.NewItems;

/// <summary>Settings that every method with training has; immutable, and invalid values throw where they are set.</summary>
public abstract record NewItemTrainingOptions
{
    private protected NewItemTrainingOptions()
    {
    }

    /// <summary>
    /// Largest number of passes over the training interactions, ≥ 1; all of them are made where nothing ends training early.
    /// Default 30.
    /// </summary>
    public int Epochs { get; init => field = Guard.AtLeast(value, 1); } = 30;

    /// <summary>
    /// Number of epochs in a row without a better Recall@20 of the validation part's cold items after which training stops, ≥ 1. The best
    /// epoch counts. Ignored where the validation part has no cold items. Default 5.
    /// </summary>
    public int Patience { get; init => field = Guard.AtLeast(value, 1); } = 5;

    /// <summary>Number of interactions in a step, ≥ 1. Default 1024, unless the method states another.</summary>
    public int BatchSize { get; init => field = Guard.AtLeast(value, 1); } = 1024;

    /// <summary>η, Adam's step size, finite and &gt; 0. Default 1e-3, unless the method states another.</summary>
    public double LearningRate { get; init => field = Guard.Positive(value); } = 1e-3;
}
