using DaRec.Diagnostics.Information;

namespace DaRec.Diagnostics.Theorems;

/// <summary>What a <see cref="Theorem1Check"/> found of one bound.</summary>
public sealed class Theorem1Report
{
    internal Theorem1Report(Theorem1Bound bound, IReadOnlyList<Theorem1Family> families, FiniteJoint worst)
    {
        (Bound, Families, Worst) = (bound, families, worst);
        Count = families.Sum(family => family.Count);
        Violations = families.Sum(family => family.Violations);
        SmallestSlackBits = families.Min(family => family.SmallestSlackBits);
    }

    /// <summary>The claim.</summary>
    public Theorem1Bound Bound { get; }

    /// <summary>How many distributions were tried.</summary>
    public int Count { get; }

    /// <summary>How many of them contradict it by more than <see cref="Theorem1Check.RoundingBits"/>.</summary>
    public int Violations { get; }

    /// <summary>Whether none does.</summary>
    public bool Holds => Violations == 0;

    /// <summary>The least that the cost exceeded the bound by, in bits; negative by some 1e-15 from rounding alone.</summary>
    public double SmallestSlackBits { get; }

    /// <summary>The distribution with the smallest slack: the strongest counterexample where there is one.</summary>
    public FiniteJoint Worst { get; }

    /// <summary>The same for each kind of distribution.</summary>
    public IReadOnlyList<Theorem1Family> Families { get; }
}
