namespace DaRec;

/// <summary>The numbers of an <see cref="AlignmentLosses"/>; its text form is one line for a log.</summary>
public sealed record AlignmentValues
{
    /// <summary>L_or; null if the options leave it out.</summary>
    public double? Orthogonality { get; init; }

    /// <summary>L_uni; null if the options leave it out.</summary>
    public double? Uniformity { get; init; }

    /// <summary>L_glo; null if the options leave it out.</summary>
    public double? GlobalStructure { get; init; }

    /// <summary>L_loc; null if the options leave it out.</summary>
    public double? LocalStructure { get; init; }

    /// <summary>λ times the weighted sum.</summary>
    public required double Total { get; init; }

    /// <summary>Whether the step was left out, so that all numbers are 0.</summary>
    public bool IsSkipped { get; init; }
}
