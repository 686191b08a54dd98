namespace DaRec.Recommenders.Evaluation;

/// <summary>An item in a user's ranking.</summary>
/// <param name="Item">The item's number.</param>
/// <param name="Score">Its inner product with the user.</param>
public readonly record struct RankedItem(int Item, double Score);
