using DaRec.Internal;

namespace DaRec.Text;

/// <summary>How <see cref="TextEmbedder"/> makes a table of embeddings from texts.</summary>
public sealed record TextEmbedderOptions : RequestOptions
{
    /// <summary>Texts of a request, ≥ 1. Default 64.</summary>
    public int BatchSize { get; init => field = Guard.AtLeast(value, 1, nameof(BatchSize)); } = 64;

    /// <summary>Whether the file is float16 rather than float32: half as large, three digits. Default false.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Whether rows are brought to unit length. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Width to ask the model for, ≥ 1, where it offers several; null, the default, takes what it gives.</summary>
    public int? Dimensions
    {
        get;
        init => field = value is { } width ? Guard.AtLeast(width, 1, nameof(Dimensions)) : null;
    }

    /// <summary>
    /// What rows without a text hold: null, empty or blank ones, and those that the model makes zeros of. Default the mean of the others.
    /// </summary>
    public MissingTexts MissingTexts { get; init => field = Guard.Defined(value, nameof(MissingTexts)); } = MissingTexts.Mean;
}
