using DaRec.Diagnostics.Information;
using DaRec.Internal;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Tries <see cref="Theorem1"/>, and bounds that are wrong, on many distributions of many kinds.</summary>
/// <remarks>
/// The kinds take turns: dense and sparse supports, supports in blocks, labels that one source or both determine, equal sources, sources that
/// are nearly independent, probabilities down to 1e-300, large tables, and pairs for which the theorem holds with equality. Both sides of the
/// inequality are exact, so that a violation beyond rounding is a counterexample.
/// </remarks>
/// <example>
/// <code>
/// var reports = Theorem1Check.Run(10_000, seed: 1, Theorem1Bound.Paper, Theorem1Bound.Twice);
/// Console.WriteLine(reports[0].Holds &amp;&amp; !reports[1].Holds);      // True
/// </code>
/// </example>
public static class Theorem1Check
{
    /// <summary>What rounding may take from the slack: 1e-12 bits.</summary>
    public const double RoundingBits = 1e-12;

    /// <summary>Tries bounds, all on the same distributions.</summary>
    /// <param name="jointCount">Number of distributions, ≥ 1. 10,000 take seconds.</param>
    /// <param name="seed">Seed of the distributions.</param>
    /// <param name="bounds">The claims; none means the theorem's own, <see cref="Theorem1Bound.Paper"/>.</param>
    /// <returns>A report for each bound, in their order.</returns>
    public static IReadOnlyList<Theorem1Report> Run(int jointCount, int seed, params IReadOnlyList<Theorem1Bound> bounds)
    {
        ArgumentNullException.ThrowIfNull(bounds);
        return Run(jointCount, seed, bounds, CancellationToken.None);
    }

    internal static IReadOnlyList<Theorem1Report> Run(
        int jointCount, int seed, IReadOnlyList<Theorem1Bound> bounds, CancellationToken cancellation)
    {
        Guard.AtLeast(jointCount, 1);
        IReadOnlyList<Theorem1Bound> claims = bounds.Count > 0 ? bounds : [Theorem1Bound.Paper];
        var tallies = claims.Select(claim => new Tally(claim)).ToList();
        var joints = new RandomJoints(seed);
        for (var number = 0; number < jointCount; number++)
        {
            cancellation.ThrowIfCancellationRequested();
            var (family, joint) = joints.Next(number);
            var values = Theorem1.Evaluate(joint);
            tallies.ForEach(tally => tally.Add(family, joint, values));
        }

        return [.. tallies.Select(tally => tally.Report())];
    }

    private sealed class Tally(Theorem1Bound bound)
    {
        private readonly List<Theorem1Family> _families = [];
        private FiniteJoint? _worst;
        private double _smallest = double.PositiveInfinity;

        public void Add(string name, FiniteJoint joint, Theorem1Values values)
        {
            var slack = values.ExcessRiskBits - bound.Bits(values);
            var family = _families.Find(known => known.Name == name);
            if (family is null)
            {
                _families.Add(family = new Theorem1Family(name));
            }

            family.Add(slack, values.GapBits);
            if (_worst is null || !(slack >= _smallest))
            {
                (_worst, _smallest) = (joint, slack);
            }
        }

        public Theorem1Report Report() => new(bound, _families, _worst!);
    }
}
