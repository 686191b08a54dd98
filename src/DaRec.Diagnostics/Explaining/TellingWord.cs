namespace DaRec.Diagnostics.Explaining;

/// <summary>A word, or a tag, that some texts have more often than the others.</summary>
public sealed class TellingWord
{
    /// <summary>The word in lower case.</summary>
    public required string Word { get; init; }

    /// <summary>By how many standard errors its log-odds are above those of the other texts, &gt; 0.</summary>
    public required double Score { get; init; }

    /// <summary>The share of the texts that have it, in (0, 1].</summary>
    public required double Share { get; init; }

    /// <summary>The same of the other texts, in [0, 1].</summary>
    public required double ShareElsewhere { get; init; }
}
