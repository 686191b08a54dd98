using DaRec.Cli.Fuzzing.Targets;

namespace DaRec.Cli.Fuzzing;

/// <summary>Every format that is read.</summary>
internal static class FuzzTargets
{
    /// <summary>All of them; making their seeds takes a moment.</summary>
    public static IReadOnlyList<FuzzTarget> Create() =>
    [
        .. EmbeddingTargets.Create(),
        .. InteractionTargets.Create(),
        .. TextTargets.Create(),
        .. ModelTargets.Create(),
        .. SettingTargets.Create(),
        .. CacheTargets.Create(),
        .. ServingTargets.Create(),
    ];
}
