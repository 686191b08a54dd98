using DaRec.Internal;

namespace DaRec;

/// <summary>L_or: how far shared and specific parts are from orthogonal. Invalid values throw where they are set.</summary>
public sealed record OrthogonalityOptions
{
    /// <summary>Weight within the alignment, finite and &gt; 0. Default 1.</summary>
    public double Weight { get; init => field = Guard.Positive(value); } = 1;
}
