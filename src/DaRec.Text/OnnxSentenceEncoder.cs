using System.Diagnostics;
using DaRec.Text.Onnx;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>
/// Runs a sentence transformer on this machine; vectors equal those of sentence-transformers, and no text is sent anywhere.
/// </summary>
/// <remarks>
/// <para>
/// The model's folder has the usual files: <c>model.onnx</c> or <c>onnx/model.onnx</c>, and <c>tokenizer.json</c>, or <c>vocab.txt</c> with
/// <c>tokenizer_config.json</c>. The optional files <c>modules.json</c>, <c>1_Pooling/config.json</c>, <c>sentence_bert_config.json</c> and
/// <c>config.json</c> define pooling, scaling to unit length and the maximum number of tokens. Supported tokenizers are WordPiece with
/// BERT's
/// normalizer. The native library of ONNX Runtime is in the package Microsoft.ML.OnnxRuntime, which the executable must reference.
/// </para>
/// <para>
/// Texts of similar length run in one batch, on all cores. An empty text has the vector of the tokens that surround every text. Several
/// threads may use one instance; dispose it after the last call.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var encoder = OnnxSentenceEncoder.Open("all-MiniLM-L6-v2");
/// var vectors = await encoder.GenerateAsync(["a tent for two", "a rain jacket"]);
/// </code>
/// </example>
public sealed class OnnxSentenceEncoder : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly SentenceModelFolder _folder;
    private readonly SentenceNetwork _network;
    private readonly int _batchSize;
    private readonly bool _normalize;
    private readonly EmbeddingGeneratorMetadata _metadata;
    private bool _isDisposed;

    private OnnxSentenceEncoder(SentenceModelFolder folder, SentenceNetwork network, OnnxSentenceEncoderOptions options)
    {
        (_folder, _network, _batchSize) = (folder, network, options.BatchSize);
        _normalize = options.Normalize ?? folder.Normalize;
        Width = Encode([""], default)[0].Length; // shows that the model runs, too
        _metadata = new EmbeddingGeneratorMetadata("onnx", providerUri: null, folder.Name, Width);
    }

    /// <summary>
    /// Name of the model: <see cref="OnnxSentenceEncoderOptions.ModelName"/>, or the folder's name and a hash of the model and its
    /// settings, such
    /// as <c>all-MiniLM-L6-v2@1f0c93ab</c>. Models with different vectors have different names.
    /// </summary>
    internal string ModelName => _folder.Name;

    /// <summary>Width e of a vector.</summary>
    public int Width { get; }

    /// <summary>Maximum number of tokens of a text, [CLS] and [SEP] included; longer texts are truncated.</summary>
    internal int MaxTokens => _folder.MaxTokens;

    /// <summary>Opens a model and runs it once, to see that it works.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">Options; null, the default, takes the defaults.</param>
    /// <exception cref="DirectoryNotFoundException">The folder does not exist.</exception>
    /// <exception cref="FileNotFoundException">The folder lacks a model or a tokenizer; the message lists what it has.</exception>
    /// <exception cref="InvalidDataException">A broken file, or a tokenizer, pooling, module or input that is not supported.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime's native library is missing.</exception>
    public static OnnxSentenceEncoder Open(string folder, OnnxSentenceEncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new OnnxSentenceEncoderOptions();
        var files = new SentenceModelFolder(folder, options);
        var network = new SentenceNetwork(files.ModelPath, options.Threads);
        try
        {
            return new OnnxSentenceEncoder(files, network, options);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Embeds texts; vector i belongs to text i.</summary>
    /// <param name="values">Texts, none of them null.</param>
    /// <param name="options">
    /// <see cref="EmbeddingGenerationOptions.Dimensions"/> must be null or <see cref="Width"/>; other members are ignored.
    /// </param>
    /// <param name="cancellationToken">Stops the call between batches.</param>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var texts = GeneratorInput.Check(values, options, Width);
        return Task.Run(
            () => new GeneratedEmbeddings<Embedding<float>>(
                Encode(texts, cancellationToken).Select(vector => new Embedding<float>(vector) { ModelId = ModelName })),
            cancellationToken);
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is not null ? null
            : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
            : serviceType.IsInstanceOfType(this) ? this
            : null;
    }

    /// <summary>Releases the model.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _network.Dispose();
    }

    private float[][] Encode(string[] texts, CancellationToken cancellationToken)
    {
        var tokens = Array.ConvertAll(
            texts, text => _folder.Tokenizer.Encode(_folder.LowerCase ? text.ToLowerInvariant() : text, MaxTokens));
        var order = Enumerable.Range(0, texts.Length).OrderByDescending(text => tokens[text].Length);
        var vectors = new float[texts.Length][];
        foreach (var batch in order.Chunk(_batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Encode(batch, tokens, vectors);
        }

        return vectors;
    }

    private void Encode(int[] batch, int[][] tokens, float[][] vectors)
    {
        var length = batch.Max(text => tokens[text].Length);
        var (ids, mask) = (new long[batch.Length * length], new long[batch.Length * length]);
        Array.Fill(ids, _folder.Tokenizer.PaddingId);
        for (var row = 0; row < batch.Length; row++)
        {
            var own = tokens[batch[row]];
            for (var i = 0; i < own.Length; i++)
            {
                (ids[(row * length) + i], mask[(row * length) + i]) = (own[i], 1);
            }
        }

        var (shape, values) = _network.Run(ids, mask, batch.Length);
        var width = (int)shape[^1];
        var size = values.Length / batch.Length;
        for (var row = 0; row < batch.Length; row++)
        {
            var vector = new float[width];
            Pool(shape, values.AsSpan(row * size, size), tokens[batch[row]].Length, vector);
            if (_normalize)
            {
                UnitLength.Apply(vector);
            }

            vectors[batch[row]] = vector;
        }
    }

    private void Pool(long[] shape, ReadOnlySpan<float> values, int count, Span<float> vector)
    {
        if (shape.Length == 2)
        {
            values.CopyTo(vector);
            return;
        }

        if (_folder.ForeignModule is { } module)
        {
            throw new InvalidDataException(
                $"{_folder.ModelPath}: expected a network followed by Pooling and Normalize alone, got {module} in modules.json; "
                + "export the model so that it gives sentence_embedding itself.");
        }

        Debug.Assert(shape.Length == 3);
        var rows = _folder.Pooling.Value == SentencePooling.FirstToken ? 1 : count;
        for (var column = 0; column < vector.Length; column++)
        {
            var sum = 0.0;
            for (var row = 0; row < rows; row++)
            {
                sum += values[(row * vector.Length) + column];
            }

            vector[column] = (float)(sum / Math.Max(rows, 1));
        }
    }
}
