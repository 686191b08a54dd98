using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of <see cref="TextEmbedder"/>.</summary>
public sealed record TextEmbedderOptions : RequestOptions
{
    /// <summary>Number of texts in a request, ≥ 1; 64 by default.</summary>
    public int BatchSize { get; init => field = Guard.AtLeast(value, 1); } = 64;

    /// <summary>
    /// Whether the file holds float16 rather than float32; false by default. float16 takes half the space and keeps 3 digits.
    /// </summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Whether rows are scaled to unit length; true by default.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>
    /// Width e to request from the model, ≥ 1, for models that offer several; null, the default, takes the model's own width.
    /// </summary>
    public int? Dimensions { get; init => field = Guard.AtLeast(value, 1); }

    /// <summary>
    /// What a row holds whose text is null, empty or blank, or whose embedding from the model is zero;
    /// <see cref="MissingTexts.Mean"/> by default.
    /// </summary>
    public MissingTexts MissingTexts { get; init => field = Guard.Defined(value); } = MissingTexts.Mean;
}
