namespace DaRec;

/// <summary>
/// How a <see cref="Disentanglement.DisentanglingHead"/> forms its shared part. The specific part is always a network of its own.
/// </summary>
public enum HeadShape
{
    /// <summary>A multilayer perceptron; linear when it has no hidden layer.</summary>
    Mlp,

    /// <summary>The input plus a multilayer perceptron whose last layer starts at zero. Input and output widths must be equal.</summary>
    Residual,

    /// <summary>The input itself, without parameters. Input and output widths must be equal.</summary>
    Identity,
}
