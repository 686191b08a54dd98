using System.Diagnostics;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>Measures every few epochs how embeddings and texts stand to each other, and whether rows have collapsed.</summary>
/// <remarks>
/// It looks at the same rows each time: of the items, or of the users where items have no texts. Where the text method is DaRec with
/// heads, it looks at the shared parts too, of the rows that the terms compare.
/// </remarks>
/// <example>
/// <code>
/// var observer = new DiagnosticsObserver(data, every: 10);
/// using var result = new Trainer(backbone, data, new TrainerOptions { Observers = [observer] }, alignment).Train();
/// Console.WriteLine(observer.Records[^1].Embeddings);
/// </code>
/// </example>
public sealed class DiagnosticsObserver : ITrainingObserver
{
    private readonly FrozenEmbeddings _texts;
    private readonly bool _looksAtItems;
    private readonly int _rowCount;
    private readonly AlignmentDiagnosticsOptions _options;
    private readonly Action<DiagnosticsRecord>? _report;
    private readonly List<DiagnosticsRecord> _records = [];

    /// <summary>Creates an observer.</summary>
    /// <param name="data">Whose texts are looked at; needed as long as the training.</param>
    /// <param name="every">Number of epochs from one look to the next, ≥ 1. Default 10.</param>
    /// <param name="rowCount">Rows that are drawn for it, ≥ 2; all where there are fewer. Default 2000, some tenths of a second a look.</param>
    /// <param name="options">Numbers of neighbours and clusters; null takes the defaults.</param>
    /// <param name="report">Called with each record, on the thread that trains. Default none.</param>
    /// <exception cref="ArgumentException">Data without texts.</exception>
    public DiagnosticsObserver(
        Dataset data,
        int every = 10,
        int rowCount = 2000,
        AlignmentDiagnosticsOptions? options = null,
        Action<DiagnosticsRecord>? report = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        _texts = data.ItemEmbeddings ?? data.UserEmbeddings ?? throw new ArgumentException(
            "Expected data with texts of the items or of the users, got neither; the figures compare embeddings with texts.", nameof(data));
        _looksAtItems = data.ItemEmbeddings is not null;
        Every = Guard.AtLeast(every, 1);
        _rowCount = Guard.AtLeast(rowCount, 2);
        _options = options ?? new();
        _report = report;
    }

    /// <inheritdoc/>
    public int Every { get; }

    /// <summary>What was found so far, by epoch.</summary>
    public IReadOnlyList<DiagnosticsRecord> Records => _records;

    /// <inheritdoc/>
    public void Observe(TrainingSnapshot training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var start = Stopwatch.GetTimestamp();
        using var scope = NewDisposeScope();
        var rows = Drawn();
        var embeddings = AlignmentDiagnostics.Measure(
            HostReads.ToCpu(_looksAtItems ? training.Items : training.Users).index_select(0, rows), _texts.Gather(rows), _options);
        var aligner = (training.TextMethod as DaRecAlignment)?.Aligner;
        using var parts = aligner?.Parts(training.Users, training.Items, _rowCount, _options.Seed);
        var record = new DiagnosticsRecord
        {
            Epoch = training.Epoch,
            Embeddings = embeddings,
            SharedParts = parts is { Collaborative: { } ours, Language: { } theirs }
                ? AlignmentDiagnostics.Measure(ours.Shared, theirs.Shared, _options with
                {
                    ClusterCount = aligner!.Options.LocalStructure?.ClusterCount ?? _options.ClusterCount,
                })
                : null,
            CollaborativePartsCosine = Cosine(parts?.Collaborative),
            LanguagePartsCosine = Cosine(parts?.Language),
            Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds,
        };
        _records.Add(record);
        _report?.Invoke(record);
    }

    private static double? Cosine(DisentangledEmbeddings? parts) =>
        parts is null ? null : RowGeometry.PartsCosine(parts.Shared, parts.Specific);

    private Tensor Drawn()
    {
        using var generator = new Generator((ulong)_options.Seed);
        var rows = randperm(_texts.Count, dtype: ScalarType.Int64, generator: generator);
        return rows.narrow(0, 0, Math.Min(_rowCount, _texts.Count)).sort().Values;
    }
}
