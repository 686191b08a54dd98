using System.Globalization;

namespace DaRec.Diagnostics;

/// <summary>What a <see cref="DiagnosticsObserver"/> found at the end of an epoch.</summary>
public sealed class DiagnosticsRecord
{
    internal DiagnosticsRecord()
    {
    }

    /// <summary>Number of the epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Seconds that the look took.</summary>
    public required double Seconds { get; init; }

    /// <summary>E^C beside the texts.</summary>
    public required AlignmentDiagnostics Embeddings { get; init; }

    /// <summary>E_sh^C beside E_sh^L; null where the method has no heads on both sides.</summary>
    public AlignmentDiagnostics? SharedParts { get; init; }

    /// <summary>Mean |cos| of shared against specific parts of the collaborative side; null without a head.</summary>
    public double? CollaborativePartsCosine { get; init; }

    /// <summary>Mean |cos| of shared against specific parts of the language side; null without a head.</summary>
    public double? LanguagePartsCosine { get; init; }

    /// <summary>
    /// What is wrong, each in a sentence or two that begins with what it is about, such as "E_sh^C": rows that have become all alike, and
    /// shared parts whose centres match while their rows do not. Empty where nothing is.
    /// </summary>
    public IReadOnlyList<string> Warnings => [.. Found()];

    private IEnumerable<string> Found()
    {
        (string Name, CollapseAlarm? Alarm)[] alarms =
        [
            ("E^C", Embeddings.Collaborative.Collapse),
            ("E_sh^C", SharedParts?.Collaborative.Collapse),
            ("E_sh^L", SharedParts?.Language.Collapse),
        ];
        foreach (var (name, alarm) in alarms.Where(part => part.Alarm is { IsRaised: true }))
        {
            yield return $"{name}: {alarm!.Message}";
        }

        if (SharedParts is { ClustersDisagree: true } shared)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"E_sh: Collapsed: both sides have centres in the same places and put other rows around them; of the {shared.Collaborative.Collapse.ClusterCount} "
                + $"clusters, hardly more rows agree than by chance (adjusted Rand index {shared.AdjustedRandIndex:0.00}).");
        }
    }
}
