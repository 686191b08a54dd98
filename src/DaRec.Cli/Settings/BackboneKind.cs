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

    /// <summary>Smoothed embeddings of all layers side by side.</summary>
    [JsonStringEnumMemberName("gccf")]
    Gccf,

    /// <summary>LightGCN with two views of the graph, each without some edges, that are to agree.</summary>
    [JsonStringEnumMemberName("sgl")]
    Sgl,

    /// <summary>LightGCN with two draws of noise that are to agree.</summary>
    [JsonStringEnumMemberName("simgcl")]
    SimGcl,

    /// <summary>Propagation, intents and adaptive graphs that are to agree.</summary>
    [JsonStringEnumMemberName("dccf")]
    Dccf,

    /// <summary>Masked graphs that are to be told from what is left.</summary>
    [JsonStringEnumMemberName("autocf")]
    AutoCf,

    /// <summary>Matrix factorization whose users are contrasted with items and users of a batch.</summary>
    [JsonStringEnumMemberName("light-ccf")]
    LightCcf,

    /// <summary>A network of the texts, smoothed over the graph, without id embeddings.</summary>
    [JsonStringEnumMemberName("alpha-rec")]
    AlphaRec,

    /// <summary>Similarities of items.</summary>
    [JsonStringEnumMemberName("item-knn")]
    ItemKnn,

    /// <summary>Random walks of three steps.</summary>
    [JsonStringEnumMemberName("rp3-beta")]
    Rp3Beta,

    /// <summary>The best linear model of items.</summary>
    [JsonStringEnumMemberName("ease")]
    Ease,

    /// <summary>The best linear model of items, and another of their texts.</summary>
    [JsonStringEnumMemberName("add-ease")]
    AddEase,

    /// <summary>The best linear model of items, pulled towards that of their texts.</summary>
    [JsonStringEnumMemberName("l3ae")]
    L3ae,

    /// <summary>Texts smoothed over the graph.</summary>
    [JsonStringEnumMemberName("text-gcn")]
    TextGcn,

    /// <summary>Matrix factorization of all pairs, solved in turn.</summary>
    [JsonStringEnumMemberName("ials")]
    ImplicitAls,
}
