using DaRec.Internal;

namespace DaRec.Text;

/// <summary>How <see cref="OnnxSentenceEncoder"/> runs a model; what is null is taken from the model's folder.</summary>
public sealed record OnnxSentenceEncoderOptions
{
    private readonly int _batchSize = 32;
    private readonly int _threads;
    private readonly int? _maxTokens;

    /// <summary>The defaults.</summary>
    public static OnnxSentenceEncoderOptions Default { get; } = new();

    /// <summary>
    /// The model's file, relative to its folder, such as <c>onnx/model_quantized.onnx</c>; null: <c>model.onnx</c> or
    /// <c>onnx/model.onnx</c>.
    /// </summary>
    public string? ModelFile { get; init; }

    /// <summary>
    /// The name that metadata and manifests carry, and that caches tell models apart by; null: the folder's, and a hash of all that
    /// decides on vectors.
    /// </summary>
    public string? ModelName { get; init; }

    /// <summary>Texts that run together, ≥ 1; 32 by default. Those of one batch are of like length.</summary>
    public int BatchSize
    {
        get => _batchSize;
        init => _batchSize = Guard.AtLeast(value, 1);
    }

    /// <summary>Threads of one run, ≥ 0; 0, the default, takes all cores.</summary>
    public int Threads
    {
        get => _threads;
        init => _threads = Guard.AtLeast(value, 0);
    }

    /// <summary>Tokens after which a text is cut, [CLS] and [SEP] included, ≥ 2; null: what the model was made for.</summary>
    public int? MaxTokens
    {
        get => _maxTokens;
        init => _maxTokens = value is { } tokens ? Guard.AtLeast(tokens, 2) : null;
    }

    /// <summary>
    /// How tokens become one vector; null: as the folder says, and the mean where it says nothing. Ignored for models that pool
    /// themselves.
    /// </summary>
    public SentencePooling? Pooling { get; init; }

    /// <summary>Whether vectors get unit length; null: as the folder says, and not where it says nothing.</summary>
    public bool? Normalize { get; init; }
}
