using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of <see cref="OnnxSentenceEncoder"/>; an option that is null is read from the model's folder.</summary>
public sealed record OnnxSentenceEncoderOptions
{
    /// <summary>
    /// Path of the model file relative to its folder, such as <c>onnx/model_quantized.onnx</c>; null, the default, takes <c>model.onnx</c>
    /// or <c>onnx/model.onnx</c>.
    /// </summary>
    public string? ModelFile { get; init; }

    /// <summary>
    /// Name of the model in metadata, manifests and caches; null, the default, takes the folder's name and a hash of all files and options
    /// that change vectors.
    /// </summary>
    public string? ModelName { get; init; }

    /// <summary>Number of texts in a batch, ≥ 1; 32 by default. Texts of similar length are put in one batch.</summary>
    public int BatchSize { get; init => field = Guard.AtLeast(value, 1); } = 32;

    /// <summary>Number of threads, ≥ 0; 0, the default, uses all cores.</summary>
    public int Threads { get; init => field = Guard.AtLeast(value, 0); }

    /// <summary>
    /// Maximum number of tokens of a text, [CLS] and [SEP] included, ≥ 2; null, the default, takes the model's own maximum. Longer texts
    /// are truncated.
    /// </summary>
    public int? MaxTokens { get; init => field = Guard.AtLeast(value, 2); }

    /// <summary>
    /// How token vectors are pooled into one vector; null, the default, follows the model's folder, and takes the mean where the folder
    /// does not say. Ignored for models that pool themselves.
    /// </summary>
    public SentencePooling? Pooling { get; init => field = Guard.Defined(value); }

    /// <summary>
    /// Whether vectors are scaled to unit length; null, the default, follows the model's folder, and does not scale where the folder does
    /// not say.
    /// </summary>
    public bool? Normalize { get; init; }
}
