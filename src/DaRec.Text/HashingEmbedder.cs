using System.Globalization;
using System.Runtime.InteropServices;
using DaRec.Text.Hashing;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>Vectors of texts without any model: which words and parts of words they share, and nothing of what those mean.</summary>
/// <remarks>
/// <para>
/// A baseline to beat, and vectors for tests and samples; no language model. Features are words, pairs of neighbouring words and runs
/// of characters within words, hashed and weighted by TF-IDF; a randomised SVD of the corpus (latent semantic analysis) turns them
/// into <see cref="HashingOptions.Width"/> coordinates, and vectors get unit length. Case and accents do not matter.
/// </para>
/// <para>
/// The same corpus and options give the same vectors, whatever the number of threads (libtorch's). A text that shares no feature with
/// the corpus, the empty text among them, has the zero vector. Texts need not be of the corpus. Immutable, and safe to use from several
/// threads.
/// </para>
/// </remarks>
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

    /// <summary>A name that stands for the corpus and the options, too.</summary>
    public string ModelName { get; }

    /// <summary>Width e of a vector.</summary>
    public int Width { get; }

    /// <summary>Learns from a corpus which features count how much, and the directions that tell its texts apart.</summary>
    /// <param name="texts">At least one text; their order does not matter but for rounding.</param>
    /// <param name="options">What is counted; <see cref="HashingOptions.Default"/> unless given.</param>
    /// <exception cref="ArgumentException">No texts, null among them, or none with a letter or digit.</exception>
    public static HashingEmbedder Fit(IReadOnlyList<string> texts, HashingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(texts);
        options ??= HashingOptions.Default;
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

    /// <summary>One vector a text, in the order of the texts.</summary>
    /// <param name="values">The texts; none may be null.</param>
    /// <param name="options">Of it, <see cref="EmbeddingGenerationOptions.Dimensions"/> counts: <see cref="Width"/> or null.</param>
    /// <param name="cancellationToken">Heard before the work begins.</param>
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

    /// <summary>Does nothing: there is no model to let go of.</summary>
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
