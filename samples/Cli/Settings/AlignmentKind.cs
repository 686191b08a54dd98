using System.Text.Json.Serialization;

namespace DaRec.Cli.Settings;

/// <summary>The alignments to choose from.</summary>
internal enum AlignmentKind
{
    /// <summary>The recommender alone.</summary>
    None,

    /// <summary>The recommender with a <see cref="DaRecAligner"/>.</summary>
    [JsonStringEnumMemberName("darec")]
    DaRec,
}
