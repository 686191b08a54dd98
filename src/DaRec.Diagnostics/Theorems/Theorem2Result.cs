using System.Globalization;

namespace DaRec.Diagnostics.Theorems;

/// <summary>What <see cref="Theorem2"/> measured for one task.</summary>
public sealed class Theorem2Result
{
    internal Theorem2Result(Theorem2Task task, IReadOnlyList<Theorem2Measurement> measurements, MeanInterval relevant, MeanInterval irrelevant) =>
        (Task, Measurements, RelevantGainBits, IrrelevantGainBits) = (task, measurements, relevant, irrelevant);

    /// <summary>R.</summary>
    public Theorem2Task Task { get; }

    /// <summary>What each method's representations hold.</summary>
    public IReadOnlyList<Theorem2Measurement> Measurements { get; }

    /// <summary>I(Ê;R) − I(Ẽ;R) in bits, of pairs with the same data. The theorem says ≥ 0.</summary>
    public MeanInterval RelevantGainBits { get; }

    /// <summary>What Ê holds of irrelevant factors less what Ẽ holds of them, in bits, of the same pairs. The theorem says ≤ 0.</summary>
    public MeanInterval IrrelevantGainBits { get; }

    /// <summary>Whether the measurement goes with I(Ê;R) ≥ I(Ẽ;R).</summary>
    public TheoremVerdict RelevantVerdict => Verdict(RelevantGainBits.Low, RelevantGainBits.High);

    /// <summary>Whether the measurement goes with H(Ê|R) ≤ H(Ẽ|R).</summary>
    public TheoremVerdict IrrelevantVerdict => Verdict(-IrrelevantGainBits.High, -IrrelevantGainBits.Low);

    /// <summary>Both verdicts in words.</summary>
    public IReadOnlyList<string> Summary =>
    [
        Words("I(Ê;R) ≥ I(Ẽ;R)", RelevantVerdict, RelevantGainBits, "of the task"),
        Words("H(Ê|R) ≤ H(Ẽ|R)", IrrelevantVerdict, IrrelevantGainBits, "of factors that the task does not depend on"),
    ];

    private static TheoremVerdict Verdict(double low, double high) =>
        low > 0 ? TheoremVerdict.Agrees
        : high < 0 ? TheoremVerdict.Contradicts
        : TheoremVerdict.Undecided;

    private static string Words(string inequality, TheoremVerdict verdict, MeanInterval gain, string what)
    {
        var word = verdict switch
        {
            TheoremVerdict.Agrees => "the measurement agrees",
            TheoremVerdict.Contradicts => "the measurement contradicts it",
            _ => "the measurement does not decide",
        };
        var (low, high) = gain.Mean < 0 ? (-gain.High, -gain.Low) : (gain.Low, gain.High);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{inequality}: {word}; Ê holds {Math.Abs(gain.Mean):0.000} bits {(gain.Mean < 0 ? "less" : "more")} {what} than Ẽ [{low:0.000}, {high:0.000}].");
    }
}
