using System.Globalization;
using DaRec.Internal;

namespace DaRec.Diagnostics.Theorems;

/// <summary>A claim of how much exact alignment costs at least: the theorem's, or a wrong one that a check must find counterexamples to.</summary>
public sealed class Theorem1Bound
{
    /// <summary>Makes a claim.</summary>
    /// <param name="name">What a table calls it.</param>
    /// <param name="bits">The bits that the cost is claimed to reach, from a distribution's values.</param>
    public Theorem1Bound(string name, Func<Theorem1Values, double> bits)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(bits);
        (Name, Bits) = (name, bits);
    }

    /// <summary>Δp, the theorem's own.</summary>
    public static Theorem1Bound Paper { get; } = new("Δp", values => values.GapBits);

    /// <summary>2 Δp: wrong.</summary>
    public static Theorem1Bound Twice { get; } = new("2 Δp", values => 2 * values.GapBits);

    /// <summary>I(D;Y) in place of the difference: wrong.</summary>
    public static Theorem1Bound FirstAlone { get; } = new("I(D;Y)", values => values.Gap.FirstBits);

    /// <summary>What a table calls it.</summary>
    public string Name { get; }

    /// <summary>The bits that the cost is claimed to reach.</summary>
    public Func<Theorem1Values, double> Bits { get; }

    /// <summary>Δp + ε: wrong for every ε &gt; 0.</summary>
    /// <param name="bits">ε &gt; 0 in bits.</param>
    public static Theorem1Bound Above(double bits)
    {
        Guard.Positive(bits);
        return new(string.Create(CultureInfo.InvariantCulture, $"Δp + {bits}"), values => values.GapBits + bits);
    }
}
