using System.Globalization;
using System.Runtime.InteropServices;
using DaRec.Text.Hashing;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>Embeds texts by the words and parts of words that they share, without a language model: TF-IDF, hashed, and an SVD.</summary>
/// <remarks>
/// <para>
/// A baseline for language models, and vectors for tests and samples. Features are words, pairs of neighbouring words and character
/// n-grams within words, hashed and weighted by TF-IDF. A randomised SVD of the corpus (latent semantic analysis) projects them to
/// <see cref="HashingOptions.Width"/> columns, and vectors are scaled to unit length. Case and accents are ignored.
/// </para>
/// <para>
/// The same corpus and options give the same vectors, whatever the number of threads. A text without any feature of the corpus, such as
/// the empty text, has the zero vector. Texts outside the corpus can be embedded too. Everything is managed code: neither libtorch nor
/// another native library is loaded. Immutable; several threads may use one instance.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var embedder = HashingEmbedder.Fit(texts);
/// await new TextEmbedder(embedder).EmbedAsync(texts, "item_emb.npy");
/// </code>
/// </example>
public sealed unsafe class HashingEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int TextsOfPart = 64;

    private readonly FeatureWeights _weights;
    private readonly float[] _basis; // (m, padded)
    private readonly int _padded;
    private readonly EmbeddingGeneratorMetadata _metadata;

    private HashingEmbedder(FeatureWeights weights, float[] basis, int width)
    {
        (_weights, _basis, _padded, Width) = (weights, basis, LeadingFeatures.PaddedWidth(width), width);

        // Vectors depend on the corpus, and so does the name: caches must not mix those of two.
        var hash = weights.Fingerprint;
        foreach (var bits in MemoryMarshal.Cast<float, ulong>(basis.AsSpan()))
        {
            hash = (hash ^ bits) * 0x100000001B3;
        }

        ModelName = string.Create(CultureInfo.InvariantCulture, $"hashing-{width}-{StableHash.Mix(hash):x16}");
        _metadata = new EmbeddingGeneratorMetadata("hashing", providerUri: null, ModelName, width);
    }

    /// <summary>Name of this embedder; it contains a hash of corpus and options, so that caches tell embedders apart.</summary>
    internal string ModelName { get; }

    /// <summary>Width e of a vector.</summary>
    public int Width { get; }

    /// <summary>Fits an embedder to a corpus: the weights of features, and the directions in which the texts vary most.</summary>
    /// <param name="texts">One or more texts, none of them null. Their order changes rounding alone.</param>
    /// <param name="options">Options; null, the default, takes the defaults.</param>
    /// <exception cref="ArgumentException">No text, a null among them, or no text with a letter or digit.</exception>
    public static HashingEmbedder Fit(IReadOnlyList<string> texts, HashingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= new HashingOptions();
        for (var text = 0; text < texts.Count; text++)
        {
            if (texts[text] is null)
            {
                throw new ArgumentException($"Expected texts, got null as number {text}; an empty text is \"\".", nameof(texts));
            }
        }

        var weights = FeatureWeights.Count(texts, options);
        if (weights.Columns == 0)
        {
            throw new ArgumentException(
                $"Expected at least one text with a letter or digit; got {texts.Count} texts without.", nameof(texts));
        }

        var basis = LeadingFeatures.Find(WeightedTexts.Create(texts, weights), options.Width, options.Seed);
        return new HashingEmbedder(weights, basis, options.Width);
    }

    /// <summary>Embeds texts; vector i belongs to text i.</summary>
    /// <param name="values">Texts, none of them null.</param>
    /// <param name="options">
    /// <see cref="EmbeddingGenerationOptions.Dimensions"/> must be null or <see cref="Width"/>; other members are ignored.
    /// </param>
    /// <param name="cancellationToken">Cancels the call before its work starts, not during it.</param>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var texts = GeneratorInput.Check(values, options, Width);
        return Task.Run(
            () =>
            {
                var vectors = new float[texts.Length][];
                TextParts.ForEach(texts.Length, (start, end) => Embed(texts, start, end, vectors), TextsOfPart);
                return new GeneratedEmbeddings<Embedding<float>>(
                    vectors.Select(vector => new Embedding<float>(vector) { ModelId = ModelName }));
            },
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

    /// <summary>Does nothing; there is nothing to release.</summary>
    public void Dispose()
    {
    }

    private void Embed(string[] texts, int start, int end, float[][] vectors)
    {
        var (buckets, entries, row) = (new List<int>(), new List<uint>(), new float[_padded]);
        fixed (float* basis = _basis, sums = row)
        {
            for (var text = start; text < end; text++)
            {
                entries.Clear();
                var scale = _weights.AddRow(texts[text], buckets, entries);
                SparseProduct.Row(CollectionsMarshal.AsSpan(entries), scale, _weights, basis, _padded, sums);
                vectors[text] = row[..Width];
                UnitLength.Apply(vectors[text]);
            }
        }
    }
}
