namespace DaRec;

/// <summary>The non-linearity between the layers of a head.</summary>
public enum HeadActivation
{
    /// <summary>max(x, 0.01 x).</summary>
    LeakyRelu,

    /// <summary>max(x, 0).</summary>
    Relu,

    /// <summary>x Φ(x), with the normal distribution function Φ.</summary>
    Gelu,

    /// <summary>The hyperbolic tangent.</summary>
    Tanh,
}
