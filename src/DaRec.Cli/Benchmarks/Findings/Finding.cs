using DaRec.Cli.Benchmarks.Measuring;

namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>One line of the answer to a question: our figure, somebody's to compare with, and what was aimed at.</summary>
internal sealed record Finding
{
    /// <summary>What was measured, with its sizes.</summary>
    public required string Question { get; init; }

    /// <summary>Median time of ours.</summary>
    public required double Seconds { get; init; }

    /// <summary>Who ours is compared with; null where it is measured alone.</summary>
    public string? Peer { get; init; }

    /// <summary>Median time of the peer.</summary>
    public double? PeerSeconds { get; init; }

    /// <summary>The comparison of both, in the sense of <see cref="RatioKind"/>.</summary>
    public double? Ratio { get; init; }

    /// <summary>What <see cref="Ratio"/> says.</summary>
    public RatioKind RatioKind { get; init; }

    /// <summary>Peak memory of ours above its inputs; null where the system does not tell or nobody asked.</summary>
    public long? Bytes { get; init; }

    /// <summary>Peak memory of the peer above its inputs.</summary>
    public long? PeerBytes { get; init; }

    /// <summary>What was aimed at.</summary>
    public IReadOnlyList<Target> Targets { get; init; } = [];

    /// <summary>Whether all that was aimed at and could be measured was met; null where that is nothing.</summary>
    public bool? IsMet
    {
        get
        {
            bool[] met = [.. Targets.Select(target => target.IsMetBy(this)).OfType<bool>()];
            return met.Length == 0 ? null : met.All(isMet => isMet);
        }
    }

    /// <summary>The line of a contest between ours, the first, and a peer, the second unless said otherwise.</summary>
    /// <param name="question">What was measured.</param>
    /// <param name="contest">What came out.</param>
    /// <param name="kind">What the ratio says.</param>
    /// <param name="ours">Position of ours.</param>
    /// <param name="theirs">Position of the peer.</param>
    /// <param name="targets">What was aimed at.</param>
    public static Finding Of(
        string question,
        PairedResult contest,
        RatioKind kind = RatioKind.TimesFaster,
        int ours = 0,
        int theirs = 1,
        params IReadOnlyList<Target> targets)
    {
        ArgumentNullException.ThrowIfNull(contest);
        return new Finding
        {
            Question = question,
            Seconds = contest.Seconds(ours),
            Peer = contest.Names[theirs],
            PeerSeconds = contest.Seconds(theirs),
            Ratio = kind == RatioKind.Cost ? contest.Ratio(ours, theirs) : contest.Ratio(theirs, ours),
            RatioKind = kind,
            Bytes = contest.Bytes(ours),
            PeerBytes = contest.Bytes(theirs),
            Targets = targets,
        };
    }
}
