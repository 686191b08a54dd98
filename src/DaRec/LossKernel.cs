namespace DaRec;

/// <summary>How a loss over all pairs of rows is computed.</summary>
public enum LossKernel
{
    /// <summary>
    /// Value and hand-written gradient from identities that need no n × n tensor: O(n d) memory. The gradient has no gradient of its own:
    /// second derivatives are 0; take <see cref="Dense"/> for them.
    /// </summary>
    Fast,

    /// <summary>The formula as written, differentiated by autograd: O(n²) memory. The specification of <see cref="Fast"/>.</summary>
    Dense,
}
