using System.Diagnostics;
using DaRec.Text.Onnx;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>A sentence transformer that runs here: vectors as sentence-transformers makes them, and no text leaves the machine.</summary>
/// <remarks>
/// <para>
/// The folder is the usual one: <c>model.onnx</c> or <c>onnx/model.onnx</c>; <c>tokenizer.json</c>, or <c>vocab.txt</c> with
/// <c>tokenizer_config.json</c>; and, where they are there, <c>modules.json</c>, <c>1_Pooling/config.json</c>,
/// <c>sentence_bert_config.json</c> and <c>config.json</c>, which say how tokens become a vector, whether it gets unit length and where
/// texts are cut. Tokenizers are WordPiece with BERT's normalizer. The native library of ONNX Runtime comes with the package
/// Microsoft.ML.OnnxRuntime, referenced by the executable.
/// </para>
/// <para>
/// Texts run in batches of like length, whatever their order, on all cores. An empty text has a vector too: that of the tokens that
/// frame every text. Safe to use from several threads at once; dispose it when the last call is done.
/// </para>
/// </remarks>
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
    /// <see cref="OnnxSentenceEncoderOptions.ModelName"/>, or the folder's name and a hash of the model and its settings, such as
    /// <c>all-MiniLM-L6-v2@1f0c93ab</c>: models with other vectors have other names.
    /// </summary>
    public string ModelName => _folder.Name;

    /// <summary>Width e of a vector.</summary>
    public int Width { get; }

    /// <summary>Tokens after which a text is cut, those around it included.</summary>
    public int MaxTokens => _folder.MaxTokens;

    /// <summary>Opens a model and runs it once.</summary>
    /// <param name="folder">The model's folder.</param>
    /// <param name="options">How to run it; <see cref="OnnxSentenceEncoderOptions.Default"/> unless given.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="FileNotFoundException">It lacks a model or a tokenizer; the message says what is there.</exception>
    /// <exception cref="InvalidDataException">A broken file, or a tokenizer, pooling, module or input that is not supported.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime's native library is missing.</exception>
    public static OnnxSentenceEncoder Open(string folder, OnnxSentenceEncoderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= OnnxSentenceEncoderOptions.Default;
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

    /// <summary>One vector a text, in the order of the texts.</summary>
    /// <param name="values">The texts; none may be null.</param>
    /// <param name="options">Of it, <see cref="EmbeddingGenerationOptions.Dimensions"/> counts: <see cref="Width"/> or null.</param>
    /// <param name="cancellationToken">Stops between batches.</param>
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

    /// <summary>Lets go of the model.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _network.Dispose();
    }

    private float[][] Encode(string[] texts, CancellationToken cancellation)
    {
        var tokens = Array.ConvertAll(
            texts, text => _folder.Tokenizer.Encode(_folder.LowerCase ? text.ToLowerInvariant() : text, MaxTokens));
        var order = Enumerable.Range(0, texts.Length).OrderByDescending(text => tokens[text].Length);
        var vectors = new float[texts.Length][];
        foreach (var batch in order.Chunk(_batchSize))
        {
            cancellation.ThrowIfCancellationRequested();
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
