using DaRec.Diagnostics.Information;

namespace DaRec.Diagnostics.Theorems;

/// <summary>The price of exact alignment: what two sources lose for prediction where their representations are forced to be equal.</summary>
/// <remarks>
/// PAPER theorem 1, for D, D′ and Y with finitely many values:
/// <code>
/// min_{f(D) = g(D′)} min_h E[CE(h(f(D)), Y)] − min_h′ E[CE(h′(D, D′), Y)] ≥ Δp,  Δp = |I(D;Y) − I(D′;Y)|
/// </code>
/// Every representation that is the same function value on both sides is a function of their <see cref="CommonPart"/> K, and K is such a
/// one, so the first minimum is H(Y|K); the second is H(Y|D, D′). The difference of both is I(D, D′;Y) − I(K;Y).
/// <para>
/// Why it holds: both sources tell at least what the better one tells, I(D, D′;Y) ≥ max(I(D;Y), I(D′;Y)). K is a function of either, so it tells
/// at most what the worse one does, I(K;Y) ≤ min(I(D;Y), I(D′;Y)). The difference is at least max − min = Δp.
/// </para>
/// "Equal" is literal: one pair (d, d′) of probability 1e-300 joins two parts of K. Representations that are merely close are not bound by it.
/// </remarks>
/// <example>
/// <code>
/// var values = Theorem1.Evaluate(joint);                         // a FiniteJoint
/// Console.WriteLine($"exact alignment costs {values.ExcessRiskBits:f3} bits, at least {values.GapBits:f3}");
/// </code>
/// </example>
public static class Theorem1
{
    /// <summary>Both sides of the inequality, exactly.</summary>
    /// <param name="joint">p(D, D′, Y).</param>
    public static Theorem1Values Evaluate(FiniteJoint joint)
    {
        ArgumentNullException.ThrowIfNull(joint);
        return new Theorem1Values(
            joint.CommonPart.PartAndLabel.ColumnEntropyGivenRowBits,
            joint.BothAndLabel.ColumnEntropyGivenRowBits,
            InformationGap.Of(joint),
            joint.CommonPart.Count);
    }
}
