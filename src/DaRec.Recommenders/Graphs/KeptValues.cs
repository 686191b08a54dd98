using System.Buffers;

namespace DaRec.Recommenders.Graphs;

/// <summary>The values of a form for the time of a product: its own or, with dropout, those left, in an array lent by a pool.</summary>
/// <remarks>
/// Dropped entries stay as zeros: squeezing them out takes about the time that it saves the products of a step.
/// </remarks>
internal readonly ref struct KeptValues
{
    private readonly bool _isLent;

    public KeptValues(CsrForm form, EntryDropout? dropout)
    {
        Structure = form.Structure;
        Values = form.Values;
        if (dropout is { } kept && form.Values.Length > 0)
        {
            Values = ArrayPool<float>.Shared.Rent(form.Values.Length);
            _isLent = true;
            kept.Apply(form, Values);
        }
    }

    public CsrStructure Structure { get; }

    /// <summary>At least as long as the structure has entries.</summary>
    public float[] Values { get; }

    public void Dispose()
    {
        if (_isLent)
        {
            ArrayPool<float>.Shared.Return(Values);
        }
    }
}
