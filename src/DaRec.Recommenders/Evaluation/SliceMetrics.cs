using System.Globalization;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Recall and NDCG for a third of the items or users.</summary>
public sealed class SliceMetrics
{
    /// <summary>Which third.</summary>
    public required PopularityThird Third { get; init; }

    /// <summary>Number of items or users in the third.</summary>
    public required int Count { get; init; }

    /// <summary>Fewest training interactions of an item or user in the third; 0 where it is empty.</summary>
    public required int Fewest { get; init; }

    /// <summary>Most training interactions of an item or user in the third; 0 where it is empty.</summary>
    public required int Most { get; init; }

    /// <summary>
    /// Number of users that the means are over: for items, the users with test items in the third; for users, the users of the third who
    /// have test items.
    /// </summary>
    public required int Users { get; init; }

    /// <summary>Recall at k, in [0, 1]; null where <see cref="Users"/> is 0.</summary>
    public double? Recall { get; init; }

    /// <summary>NDCG at k, in [0, 1]; null where <see cref="Users"/> is 0, and for items.</summary>
    public double? Ndcg { get; init; }

    /// <summary>All figures on one line.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Third} ({Count} with {Fewest} to {Most} interactions, {Users} users): Recall {Figure(Recall)}, NDCG {Figure(Ndcg)}");

    private static string Figure(double? value) => value?.ToString("0.0000", CultureInfo.InvariantCulture) ?? "none";
}
