using System.Globalization;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Internal;
using DaRec.Text.Internal;
using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>Embeds texts with any generator and writes the embeddings to a file; an interrupted run can be resumed.</summary>
/// <remarks>
/// <para>
/// Each distinct text is sent once, in batches of fixed composition, several at a time. Finished batches are kept in a work file beside the
/// target, <c>item_emb.npy.partial.…</c>. When all are there, the table is written and moved into place with its
/// <see cref="EmbeddingManifest"/>, and the work file is deleted. After a crash, the same call sends the unfinished batches alone and
/// writes the
/// same bytes as one whole run, provided that the generator answers the same request with the same numbers.
/// </para>
/// <para>
/// Memory holds the texts and one batch per request; the disk holds float32 of all distinct texts besides the table. A table whose manifest
/// matches the call is left unchanged; delete it to embed the texts again.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var encoder = OnnxSentenceEncoder.Open("all-MiniLM-L6-v2");    // or any other IEmbeddingGenerator
/// await new TextEmbedder(encoder).EmbedAsync(texts, "item_emb.npy");
/// using var embeddings = FrozenEmbeddings.Open("item_emb.npy");
/// </code>
/// </example>
public sealed class TextEmbedder
{
    private readonly IEmbeddingGenerator<string, Embedding<float>> _generator;
    private readonly TextEmbedderOptions _options;
    private readonly ModelIdentity _model;
    private readonly EmbeddingGenerationOptions? _request;

    /// <summary>Creates an embedder.</summary>
    /// <param name="generator">
    /// The model. It is called from several threads at a time (<see cref="RequestOptions.Parallelism"/>) and is not disposed.
    /// </param>
    /// <param name="options">Options; null, the default, takes the defaults.</param>
    /// <exception cref="ArgumentException">A cache is requested for a model without a name.</exception>
    public TextEmbedder(IEmbeddingGenerator<string, Embedding<float>> generator, TextEmbedderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(generator);
        (_generator, _options) = (generator, options ?? new TextEmbedderOptions());
        _model = ModelIdentity.Of(generator, _options);
        _request = _options.Dimensions is { } width ? new EmbeddingGenerationOptions { Dimensions = width } : null;
    }

    /// <summary>Embeds texts into a .npy file with a manifest beside it.</summary>
    /// <param name="texts">Text i becomes row i; at least one must be neither null nor blank.</param>
    /// <param name="npyPath">Path of the file, float32 or float16 of shape (n, e); it appears whole or not at all.</param>
    /// <param name="progress">Receives the progress at the start and after each batch, one call at a time; null for none.</param>
    /// <param name="cancellationToken">Stops the run; finished batches stay in the work file.</param>
    /// <returns>The manifest of the table.</returns>
    /// <exception cref="ArgumentException">
    /// No text, or a row without a text with <see cref="MissingTexts.Reject"/>.
    /// </exception>
    /// <exception cref="InvalidDataException">
    /// Embeddings that cannot be used (too few, of another width, with NaN or infinity); the message names the row of the text.
    /// </exception>
    /// <exception cref="IOException">A request failed after all retries, or a file cannot be written.</exception>
    public async Task<EmbeddingManifest> EmbedAsync(
        IReadOnlyList<string?> texts,
        string npyPath,
        IProgress<EmbeddingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentException.ThrowIfNullOrEmpty(npyPath);
        var rows = new DistinctTexts(texts);
        Check(rows, texts, npyPath);
        var hash = EmbeddingManifest.HashTexts(texts);
        var fingerprint = Fingerprint();
        if (!File.Exists(BatchRun.WorkPath(npyPath, fingerprint)) && Finished(npyPath, hash, rows.RowCount) is { } finished)
        {
            var count = rows.Texts.Length;
            progress?.Report(new EmbeddingProgress
            {
                Done = count,
                Total = count,
                Reused = count,
                Elapsed = TimeSpan.Zero,
                Left = TimeSpan.Zero,
            });
            return finished;
        }

        using var run = new BatchRun(rows.Texts, _options.BatchSize, npyPath, fingerprint, _options);
        var answers = new AnswerCheck(rows, ExpectedWidth() ?? run.AnyResult()?.Length / sizeof(float), _options.Normalize);
        await run.RunAsync(
            async (numbers, token) => answers.Accept(numbers, await GenerateAsync(rows, numbers, token).ConfigureAwait(false)),
            number => $"row {rows.FirstRowOf(number)}",
            progress,
            cancellationToken).ConfigureAwait(false);

        var table = new EmbeddingTable(run, rows, _options);
        using (var file = new AtomicFile(npyPath))
        {
            table.Write(file.Stream, cancellationToken);

            // The old manifest goes first and the new one comes last, so that none ever speaks of another table.
            File.Delete(EmbeddingManifest.PathFor(npyPath));
            file.Commit();
        }

        var manifest = new EmbeddingManifest
        {
            Model = _model.Name,
            Count = rows.RowCount,
            Width = table.Width,
            Normalized = _options.Normalize,
            ElementType = ElementType,
            TextHash = hash,
            MissingCount = table.MissingCount,
            MissingTexts = StandIn,
        };
        manifest.Write(EmbeddingManifest.PathFor(npyPath));
        run.DeleteWorkFile();
        return manifest;
    }

    // The file's own words, which no renaming in the code may change.
    private string? StandIn => _options.MissingTexts switch
    {
        MissingTexts.Mean => "mean",
        MissingTexts.Zeros => "zeros",
        _ => null,
    };

    private string ElementType => _options.HalfPrecision ? "float16" : "float32";

    private void Check(DistinctTexts rows, IReadOnlyList<string?> texts, string npyPath)
    {
        if (rows.Texts.Length == 0)
        {
            throw new ArgumentException($"Expected at least one text; got {texts.Count} rows without any.", nameof(texts));
        }

        if (_options.MissingTexts == MissingTexts.Reject && rows.FirstMissingRow is >= 0 and var row)
        {
            throw new ArgumentException(
                $"Row {row} has no text; give it one, or choose what stands in for it (MissingTexts).", nameof(texts));
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(npyPath));
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder} for {Path.GetFileName(npyPath)}.");
        }
    }

    private UInt128 Fingerprint() => TextKey.Of(
    [
        "embedding",
        _model.Provider,
        _model.Name,
        _options.Dimensions?.ToString(CultureInfo.InvariantCulture) ?? "",
        _options.Normalize ? "normalized" : "as it is",
    ]);

    private int? ExpectedWidth() =>
        _options.Dimensions
        ?? (_generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelDimensions;

    /// <summary>The manifest of a table that holds just what is asked for, or null.</summary>
    private EmbeddingManifest? Finished(string npyPath, string hash, int count)
    {
        var path = EmbeddingManifest.PathFor(npyPath);
        if (!_model.IsKnown || !File.Exists(npyPath) || !File.Exists(path))
        {
            return null;
        }

        try
        {
            var manifest = EmbeddingManifest.Read(path);
            using var table = File.OpenRead(npyPath);
            var header = NpyHeader.Read(table, npyPath);
            var isSame = manifest.Model == _model.Name
                && (manifest.Count, manifest.TextHash) == (count, hash)
                && (manifest.Normalized, manifest.ElementType) == (_options.Normalize, ElementType)
                && (manifest.MissingCount == 0 || manifest.MissingTexts == StandIn)
                && manifest.Width == (_options.Dimensions ?? manifest.Width)
                && header.Descr == (_options.HalfPrecision ? "<f2" : "<f4")
                && header.Shape.SequenceEqual([manifest.Count, manifest.Width]);
            return isSame ? manifest : null;
        }
        catch (InvalidDataException)
        {
            return null; // neither is of use: they are made anew
        }
    }

    private async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(DistinctTexts rows, int[] numbers, CancellationToken token) =>
        await _generator.GenerateAsync(numbers.Select(number => rows.Texts[number]).ToArray(), _request, token).ConfigureAwait(false);
}
