using System.Text.Json.Serialization;

namespace DaRec.Cli.Settings;

/// <summary>The recommenders to choose from.</summary>
internal enum BackboneKind
{
    /// <summary>Embeddings smoothed over the graph of users and items.</summary>
    [JsonStringEnumMemberName("lightgcn")]
    LightGcn,

    /// <summary>Matrix factorization.</summary>
    [JsonStringEnumMemberName("mf")]
    MatrixFactorization,
}
