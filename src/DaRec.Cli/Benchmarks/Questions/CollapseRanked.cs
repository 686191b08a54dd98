namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What is ranked after some epochs.</summary>
/// <param name="Recall">Validation recall@20 of what is ranked; null without a validation part.</param>
/// <param name="EmbeddingRecall">The same of E^C alone, where something else adds to what is ranked.</param>
/// <param name="TextAgreement">
/// Of E^C with the frozen, centred texts of the items, or of the users where items have none; see
/// <see cref="Diagnostics.TableSimilarity.StructureAgreement"/>.
/// </param>
internal sealed record CollapseRanked(double? Recall, double? EmbeddingRecall, double TextAgreement);
