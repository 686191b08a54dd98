namespace DaRec.Diagnostics.Theorems;

/// <summary>What a <see cref="Theorem1Check"/> found among the distributions of one kind.</summary>
public sealed class Theorem1Family
{
    internal Theorem1Family(string name) => Name = name;

    /// <summary>What they have in common.</summary>
    public string Name { get; }

    /// <summary>How many there were.</summary>
    public int Count { get; private set; }

    /// <summary>How many contradict the bound by more than <see cref="Theorem1Check.RoundingBits"/>.</summary>
    public int Violations { get; private set; }

    /// <summary>The least that the cost exceeded the bound by, in bits.</summary>
    public double SmallestSlackBits { get; private set; } = double.PositiveInfinity;

    /// <summary>The largest Δp among them, in bits: where it is 0, the theorem says nothing.</summary>
    public double LargestGapBits { get; private set; }

    /// <summary>Counts one more.</summary>
    internal void Add(double slackBits, double gapBits)
    {
        Count++;
        Violations += slackBits >= -Theorem1Check.RoundingBits ? 0 : 1; // NaN would be one
        SmallestSlackBits = Math.Min(SmallestSlackBits, slackBits);
        LargestGapBits = Math.Max(LargestGapBits, gapBits);
    }
}
