namespace DaRec.Embeddings.Reduction;

/// <summary>What lies beside a projection of <see cref="ReductionCache"/>.</summary>
/// <param name="Key">Version of the algorithm, and hash of the tables.</param>
/// <param name="VarianceKept">Share of the variance that the projection keeps.</param>
/// <param name="Basis">Hash of the directions.</param>
/// <param name="Content">Hash of the projection.</param>
internal sealed record ReductionDescription(string Key, double VarianceKept, string? Basis, string? Content);
