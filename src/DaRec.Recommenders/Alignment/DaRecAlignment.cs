using DaRec.Distributed;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>DaRec as a text method: a <see cref="DaRecAligner"/> over the texts and training interactions of a dataset.</summary>
/// <remarks>It uses the aligner through its public members alone, as any other loop can.</remarks>
/// <example>
/// <code>
/// using var alignment = new DaRecAlignment(backbone, data, DaRecOptions.Default);
/// using var result = new Trainer(backbone, data, textMethod: alignment).Train();
/// </code>
/// </example>
public sealed class DaRecAlignment : TextMethod
{
    [ComponentName(Name = "aligner")]
    private readonly DaRecAligner _aligner;

    /// <summary>Creates an aligner for a backbone.</summary>
    /// <param name="backbone">The model to be trained.</param>
    /// <param name="data">Its item texts, user texts or both, and its training interactions. Not disposed here.</param>
    /// <param name="options">Every choice; null takes <see cref="DaRecOptions.Default"/>.</param>
    /// <param name="generator">As in <see cref="DaRecAligner"/>.</param>
    /// <param name="communicator">As in <see cref="DaRecAligner"/>, the same as the trainer's. Default null.</param>
    /// <exception cref="ArgumentException">Data without texts, or options that do not fit the data.</exception>
    public DaRecAlignment(
        Backbone backbone, Dataset data, DaRecOptions? options = null, Generator? generator = null, ICommunicator? communicator = null)
        : base(nameof(DaRecAlignment))
    {
        ArgumentNullException.ThrowIfNull(backbone);
        ArgumentNullException.ThrowIfNull(data);
        Backbone.EnsureFits(backbone, data);
        _aligner = new DaRecAligner(
            backbone.EmbeddingWidth, data.Train, data.ItemEmbeddings, data.UserEmbeddings, options, backbone.Width, generator, communicator);
        RegisterComponents();
    }

    /// <summary>The aligner: its options, evidence and effective weight.</summary>
    public DaRecAligner Aligner => _aligner;

    /// <summary>Whether <see cref="Rank"/> adds columns of a text score.</summary>
    internal bool HasTextScore => _aligner.Evidence is not null && _aligner.Options.Ranking.TextScoreWeight > 0;

    /// <inheritdoc/>
    internal override ICommunicator? Communicator => _aligner.Communicator;

    /// <inheritdoc/>
    public override Tensor Inject(Tensor ids) => _aligner.Inject(ids);

    /// <inheritdoc/>
    public override Tensor Represent(Tensor embeddings) => _aligner.Fuse(embeddings);

    /// <inheritdoc/>
    public override Tensor Rank(Tensor embeddings) => _aligner.Represent(embeddings);

    /// <inheritdoc/>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        var losses = _aligner.Align(embeddings);
        if (losses.IsSkipped)
        {
            losses.Dispose();
            return null;
        }

        return Named(losses);
    }

    // Without a table of both, which takes as much memory again.
    internal override (Tensor Users, Tensor Items) RankApart(Tensor embeddings, long userCount)
    {
        if (!WorksOnRows || !HasTextScore)
        {
            return base.RankApart(embeddings, userCount);
        }

        using var scope = NewDisposeScope();
        var (users, items) = _aligner.Represent(
            embeddings.narrow(0, 0, userCount), embeddings.narrow(0, userCount, embeddings.size(0) - userCount));
        return (users.MoveToOuterDisposeScope(), items.MoveToOuterDisposeScope());
    }

    internal override bool WorksOnRows => _aligner.Options.Ranking.Mode == RankingMode.Backbone;

    internal override AlignmentRows? DrawRows() => _aligner.DrawRows();

    internal override TextMethodLosses Align(AlignmentRows rows, Tensor users, Tensor items) => Named(_aligner.Align(rows, users, items));

    private static TextMethodLosses Named(AlignmentLosses losses)
    {
        (string Name, Tensor? Value)[] terms =
        [
            ("orthogonality", losses.Orthogonality),
            ("uniformity", losses.Uniformity),
            ("global structure", losses.GlobalStructure),
            ("local structure", losses.LocalStructure),
        ];
        return new TextMethodLosses
        {
            Total = losses.Total,
            Terms = [.. terms.Where(term => term.Value is not null).Select(term => KeyValuePair.Create(term.Name, term.Value!))],
        };
    }
}
