namespace DaRec.Recommenders.Evaluation;

/// <summary>Means over the users that a third of items, or of users, has something to measure for.</summary>
/// <param name="Third">Which third.</param>
/// <param name="Count">How many items or users are in it, whether measured or not.</param>
/// <param name="Fewest">Fewest training interactions of one in it; 0 where it is empty.</param>
/// <param name="Most">Most training interactions of one in it; 0 where it is empty.</param>
/// <param name="Users">
/// How many users the means are over: those with test items of the third, or the third's users who have test items.
/// </param>
/// <param name="Recall">Recall at k, in [0, 1]; null where <paramref name="Users"/> is 0.</param>
/// <param name="Ndcg">NDCG at k, in [0, 1]; null where <paramref name="Users"/> is 0, and for items.</param>
public sealed record SliceMetrics(
    PopularityThird Third, int Count, int Fewest, int Most, int Users, double? Recall, double? Ndcg);
