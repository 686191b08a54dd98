using DaRec.Data;

namespace DaRec.Recommenders.Data;

/// <summary>Interactions divided into three disjoint parts with the same users and items.</summary>
public sealed class InteractionSplit
{
    /// <summary>The part that a model learns from.</summary>
    public required Interactions Train { get; init; }

    /// <summary>The part that chooses the best epoch and the settings.</summary>
    public required Interactions Validation { get; init; }

    /// <summary>The part that measures the final model.</summary>
    public required Interactions Test { get; init; }

    /// <summary>The number of interactions in each part.</summary>
    public override string ToString() =>
        $"{Train.Count} training, {Validation.Count} validation and {Test.Count} test interactions";

    internal static InteractionSplit Of(PairList train, PairList validation, PairList test, int userCount, int itemCount) => new()
    {
        Train = train.Build(userCount, itemCount),
        Validation = validation.Build(userCount, itemCount),
        Test = test.Build(userCount, itemCount),
    };
}
