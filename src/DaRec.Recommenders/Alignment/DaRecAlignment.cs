using DaRec.Evidence;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Sampling;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>DaRec: a <see cref="DaRecAligner"/> with the texts of a dataset.</summary>
/// <remarks>It uses the aligner through its public members alone: any other loop can do the same.</remarks>
public sealed class DaRecAlignment : TextMethod
{
    [ComponentName(Name = "aligner")]
    private readonly DaRecAligner _aligner;

    private readonly Dataset _data;

    /// <summary>Joins both.</summary>
    /// <param name="aligner">Disposed with this object.</param>
    /// <param name="data">Has the texts that the aligner draws rows of.</param>
    public DaRecAlignment(DaRecAligner aligner, Dataset data)
        : base(nameof(DaRecAlignment))
    {
        ArgumentNullException.ThrowIfNull(aligner);
        ArgumentNullException.ThrowIfNull(data);
        var source = aligner.Options.SampleFrom;
        if ((data.ItemEmbeddings is null && source is (RowSource.Items or RowSource.Both))
            || (data.UserEmbeddings is null && source is (RowSource.Users or RowSource.Both)))
        {
            throw new ArgumentException(
                $"Expected data with embeddings to align with (rows are drawn from {source}); set DaRecOptions.SampleFrom or add them.",
                nameof(data));
        }

        (_aligner, _data) = (aligner, data);
        RegisterComponents();
    }

    /// <summary>
    /// What the texts tell about the training interactions, disposed with this object; null unless <see cref="Create"/> made it.
    /// </summary>
    public TextEvidence? Evidence { get; private init; }

    /// <summary>λ in use, see <see cref="DaRecAligner.AlignmentWeight"/>.</summary>
    public double AlignmentWeight => _aligner.AlignmentWeight;

    /// <summary>
    /// An aligner for a backbone and the texts of a dataset, with what these texts tell about its training interactions
    /// (<see cref="Dataset.FitTextEvidence"/>) where the options make use of that.
    /// </summary>
    /// <param name="backbone">What is to be trained.</param>
    /// <param name="data">Has the texts that the aligner draws rows of.</param>
    /// <param name="options">Every choice; null takes <see cref="DaRecOptions.Default"/>.</param>
    /// <param name="generator">As in <see cref="DaRecAligner"/>.</param>
    public static DaRecAlignment Create(
        Backbone backbone, Dataset data, DaRecOptions? options = null, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        var width = (data.ItemEmbeddings ?? data.UserEmbeddings)?.Width ?? throw new ArgumentException(
            "Expected data with embeddings to align with, got none; give Dataset its item embeddings.", nameof(data));
        options ??= DaRecOptions.Default;
        var evidence = options.ReferenceDensity is not null || options.TextScoreWeight > 0 ? data.FitTextEvidence() : null;
        var aligner = new DaRecAligner(backbone.EmbeddingWidth, width, options, generator, backbone.Width, evidence);
        return new DaRecAlignment(aligner, data) { Evidence = evidence };
    }

    /// <inheritdoc/>
    public override Tensor Inject(Tensor ids) => _aligner.Inject(ids, _data.UserEmbeddings, _data.ItemEmbeddings);

    /// <inheritdoc/>
    public override Tensor Represent(Tensor embeddings) => _aligner.Represent(embeddings);

    /// <inheritdoc/>
    public override Tensor Rank(Tensor embeddings)
    {
        var wasTraining = _aligner.training;
        _aligner.eval(); // in training the aligner leaves out what the texts alone say
        try
        {
            return _aligner.Represent(embeddings);
        }
        finally
        {
            _aligner.train(wasTraining);
        }
    }

    /// <inheritdoc/>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        var losses = _aligner.call(embeddings, _data.UserCount, _data.UserEmbeddings, _data.ItemEmbeddings);
        if (losses.IsSkipped)
        {
            losses.Dispose();
            return null;
        }

        var options = _aligner.Options;
        (string Name, Tensor Value, double Weight)[] terms =
        [
            ("orthogonality", losses.Orthogonality, options.OrthogonalityWeight),
            ("uniformity", losses.Uniformity, options.UniformityWeight),
            ("global structure", losses.GlobalStructure, options.GlobalStructureWeight),
            ("local structure", losses.LocalStructure, options.LocalStructureWeight),
        ];
        return new TextMethodLosses
        {
            Total = losses.Total,
            Terms = [.. terms.Where(term => term.Weight > 0).Select(term => new LossTerm { Name = term.Name, Value = term.Value })],
        };
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            Evidence?.Dispose();
        }
    }
}
