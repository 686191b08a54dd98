namespace DaRec.Recommenders.Evaluation;

/// <summary>How well tail, middle and head items are found, and how well tail, middle and head users are served.</summary>
/// <param name="Cutoff">k, how many items of the ranking count.</param>
/// <param name="Items">Recall over the test items of each third of items, tail ones first; without NDCG.</param>
/// <param name="Users">Recall and NDCG over each third of users, tail ones first.</param>
public sealed record PopularityMetrics(int Cutoff, IReadOnlyList<SliceMetrics> Items, IReadOnlyList<SliceMetrics> Users);
