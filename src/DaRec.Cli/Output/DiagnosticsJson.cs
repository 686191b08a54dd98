using System.Text.Json.Nodes;
using DaRec.Diagnostics;

namespace DaRec.Cli.Output;

/// <summary>Diagnostics as JSON, with all their digits; what is not a number is null.</summary>
internal static class DiagnosticsJson
{
    private const int LeadingShares = 32;

    /// <summary>The records of a training.</summary>
    public static JsonArray Of(IEnumerable<DiagnosticsRecord> records) => new([.. records.Select(Of)]);

    /// <summary>The figures of two tables.</summary>
    public static JsonObject Of(AlignmentDiagnostics found) => new()
    {
        ["rows"] = found.RowCount,
        ["cka"] = Number(found.LinearCka),
        ["debiased_cka"] = Number(found.DebiasedCka),
        ["procrustes_distance"] = Number(found.ProcrustesDistance),
        ["procrustes_disparity"] = Number(found.ProcrustesDisparity),
        ["structure_agreement"] = Number(found.StructureAgreement),
        ["alignment"] = found.Alignment is { } alignment ? Number(alignment) : null,
        ["neighbors"] = found.NeighborCount,
        ["neighborhood_overlap"] = found.NeighborhoodOverlap,
        ["chance_overlap"] = found.ChanceOverlap,
        ["adjusted_rand_index"] = found.AdjustedRandIndex,
        ["normalized_mutual_information"] = found.NormalizedMutualInformation,
        ["collaborative"] = Of(found.Collaborative),
        ["language"] = Of(found.Language),
    };

    private static JsonNode Of(DiagnosticsRecord record) => new JsonObject
    {
        ["epoch"] = record.Epoch,
        ["seconds"] = record.Seconds,
        ["warnings"] = new JsonArray([.. record.Warnings.Select(warning => (JsonNode)warning)]),
        ["embeddings"] = Of(record.Embeddings),
        ["shared_parts"] = record.SharedParts is { } shared ? Of(shared) : null,
        ["collaborative_parts_cosine"] = record.CollaborativePartsCosine,
        ["language_parts_cosine"] = record.LanguagePartsCosine,
    };

    private static JsonObject Of(TableFigures table) => new()
    {
        ["width"] = table.Width,
        ["effective_rank"] = table.Spectrum.EffectiveRank,
        ["variance_rank"] = table.Spectrum.VarianceRank,
        ["participation_ratio"] = table.Spectrum.ParticipationRatio,
        ["variance_shares"] = new JsonArray([.. table.Spectrum.Shares.Take(LeadingShares).Select(share => (JsonNode)share)]),
        ["mean_cosine"] = table.MeanCosine,
        ["uniformity"] = table.Uniformity,
        ["first_direction_share"] = table.Collapse.FirstDirectionShare,
        ["largest_cluster_share"] = table.Collapse.LargestClusterShare,
        ["clusters_in_use"] = table.Collapse.ClustersInUse,
        ["clusters"] = table.Collapse.ClusterCount,
        ["collapsed"] = table.Collapse.IsRaised,
    };

    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;
}
