namespace DaRec.Cli.Importing;

/// <summary>Counts of what was left out, each with its reason, in the order in which reasons were named.</summary>
internal sealed class Tally
{
    private readonly List<(string Reason, long Count)> _counts = [];

    /// <summary>Reasons with their counts, but those of nothing.</summary>
    public IEnumerable<(string Reason, long Count)> Counts => _counts.Where(entry => entry.Count > 0);

    /// <summary>Of all reasons.</summary>
    public long Total => _counts.Sum(entry => entry.Count);

    /// <summary>Notes a count.</summary>
    public void Add(string reason, long count) => _counts.Add((reason, count));

    /// <summary>"3 of this, 4 of that"; null for nothing.</summary>
    public string? Text => Total == 0 ? null : string.Join(", ", Counts.Select(entry => $"{entry.Count} {entry.Reason}"));
}
