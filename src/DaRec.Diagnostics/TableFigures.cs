namespace DaRec.Diagnostics;

/// <summary>What <see cref="AlignmentDiagnostics"/> found of one table.</summary>
public sealed class TableFigures
{
    internal TableFigures()
    {
    }

    /// <summary>Number of columns.</summary>
    public required int Width { get; init; }

    /// <summary>The spectrum of the rows less their mean.</summary>
    public required SingularSpectrum Spectrum { get; init; }

    /// <summary>The mean cosine of two distinct rows; see <see cref="RowGeometry.MeanCosine"/>.</summary>
    public required double MeanCosine { get; init; }

    /// <summary>How evenly rows are spread; see <see cref="RowGeometry.Uniformity"/>.</summary>
    public required double Uniformity { get; init; }

    /// <summary>Whether the rows have become all alike.</summary>
    public required CollapseAlarm Collapse { get; init; }
}
