using DaRec.Cli.Benchmarks.Findings;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Findings of ours against figures that another program measured.</summary>
internal static class PeerFindings
{
    /// <summary>Ours against the figure of this key; nothing where there is none.</summary>
    public static IEnumerable<Finding> Of(BenchmarkContext context, string key, Finding ours, params IReadOnlyList<Target> targets)
    {
        if (context.Peers?.Find(key) is { } peer)
        {
            yield return ours with
            {
                Peer = peer.Name,
                PeerSeconds = peer.Seconds,
                PeerBytes = null,
                Ratio = peer.Seconds / ours.Seconds,
                RatioKind = RatioKind.TimesFaster,
                Targets = targets,
            };
        }
    }
}
