using System.Text.Json.Serialization;

namespace DaRec.Cli.Settings;

/// <summary>What may bring texts into a recommender.</summary>
internal enum AlignmentKind
{
    /// <summary>The recommender alone.</summary>
    None,

    /// <summary>The recommender with a <see cref="DaRecAligner"/>.</summary>
    [JsonStringEnumMemberName("darec")]
    DaRec,

    /// <summary>RLMRec-Con.</summary>
    [JsonStringEnumMemberName("rlmrec-con")]
    RlmRecContrastive,

    /// <summary>RLMRec-Gen.</summary>
    [JsonStringEnumMemberName("rlmrec-gen")]
    RlmRecGenerative,

    /// <summary>KAR.</summary>
    [JsonStringEnumMemberName("kar")]
    Kar,

    /// <summary>The SDR term of ProMax.</summary>
    [JsonStringEnumMemberName("pro-max")]
    ProMax,
}
