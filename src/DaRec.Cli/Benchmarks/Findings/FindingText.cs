using System.Globalization;

namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>Figures as people read them: three digits and a unit.</summary>
internal static class FindingText
{
    private const string Nothing = "–";

    /// <summary>Titles of the columns of <see cref="Row"/>.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["Question", "Ours", "Theirs", "Ratio", "Memory", "Their memory", "Target", "Met"];

    /// <summary>A finding as cells.</summary>
    public static IReadOnlyList<string> Row(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return
        [
            finding.Question,
            Time(finding.Seconds),
            finding.PeerSeconds is { } seconds ? $"{Time(seconds)} ({finding.Peer})" : Nothing,
            Ratio(finding),
            Memory(finding.Bytes),
            finding.PeerBytes is { } bytes ? Memory(bytes) : Nothing,
            finding.Targets.Count == 0 ? Nothing : string.Join(", ", finding.Targets.Select(target => Text(target, finding.RatioKind))),
            finding.IsMet switch { true => "yes", false => "no", null => Nothing },
        ];
    }

    /// <summary>Seconds, from microseconds up.</summary>
    public static string Time(double seconds) => seconds switch
    {
        < 1e-3 => $"{Number(seconds * 1e6)} µs",
        < 1 => $"{Number(seconds * 1e3)} ms",
        _ => $"{Number(seconds)} s",
    };

    /// <summary>Bytes as MB or GB; <c>n/a</c> where the system does not tell.</summary>
    public static string Memory(double? bytes) => bytes switch
    {
        null => "n/a",
        < 1 << 20 => "< 1 MB",
        < 1000.0 * (1 << 20) => $"{Number(bytes.Value / (1 << 20))} MB",
        _ => $"{Number(bytes.Value / (1 << 30))} GB",
    };

    /// <summary>Three significant digits.</summary>
    public static string Number(double value) => Math.Abs(value) switch
    {
        >= 100 => value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.ToString("0.0", CultureInfo.InvariantCulture),
        _ => value.ToString("0.00", CultureInfo.InvariantCulture),
    };

    /// <summary>A share in per cent.</summary>
    public static string Percent(double share) => share.ToString("0 %", CultureInfo.InvariantCulture);

    private static string Ratio(Finding finding) =>
        finding.Ratio is not { } ratio ? Nothing : finding.RatioKind == RatioKind.ShareOfLimit ? Percent(ratio) : $"{Number(ratio)} ×";

    private static string Text(Target target, RatioKind kind) => target.Kind switch
    {
        TargetKind.BytesAtMost => $"≤ {Memory(target.Limit)}",
        TargetKind.SecondsAtMost => $"≤ {Time(target.Limit)}",
        _ => $"{(target.Kind == TargetKind.RatioAtLeast ? "≥" : "≤")} " +
            (kind == RatioKind.ShareOfLimit ? Percent(target.Limit) : $"{target.Limit.ToString("0.##", CultureInfo.InvariantCulture)} ×"),
    };
}
