namespace DaRec.Diagnostics.Theorems;

/// <summary>What the representations of one method hold, over seeds.</summary>
public sealed class Theorem2Measurement
{
    internal Theorem2Measurement(Theorem2Method method, MeanInterval relevant, MeanInterval irrelevant) =>
        (Method, RelevantBits, IrrelevantBits) = (method, relevant, irrelevant);

    /// <summary>How they were trained.</summary>
    public Theorem2Method Method { get; }

    /// <summary>A lower bound of I(E;R) in bits.</summary>
    public MeanInterval RelevantBits { get; }

    /// <summary>
    /// A lower bound in bits of what they hold of three signs that R does not depend on, at most 3. It stands for H(E|R), and is one of its
    /// lower bounds where E has finitely many values.
    /// </summary>
    public MeanInterval IrrelevantBits { get; }
}
