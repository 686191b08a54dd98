namespace DaRec.Recommenders.Graphs;

/// <summary>Where <see cref="AttentionKernel{T}"/> reads and writes: row-major tables of n rows.</summary>
internal unsafe struct AttentionTables<T>
    where T : unmanaged
{
    /// <summary>q, width d.</summary>
    public T* Queries;

    /// <summary>k, width d.</summary>
    public T* Keys;

    /// <summary>v, width d.</summary>
    public T* Values;

    /// <summary>1 / (Σ_s e_rs + ε), width H; written in forward, read in backward.</summary>
    public T* Scales;

    /// <summary>out, width d; written in forward.</summary>
    public T* Result;

    /// <summary>g, the gradient to out, width d; backward alone, as all that follow.</summary>
    public T* Outer;

    /// <summary>⟨g_r, out_r⟩, width H.</summary>
    public T* Shares;

    /// <summary>The gradient to q, width d; written.</summary>
    public T* OfQueries;

    /// <summary>The gradient to k, width d; written.</summary>
    public T* OfKeys;

    /// <summary>The gradient to v, width d; written.</summary>
    public T* OfValues;
}
