using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;
using DaRec.Sampling;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>DaRec: a <see cref="DaRecAligner"/> with the texts of a dataset.</summary>
/// <remarks>It uses the aligner through its public members alone: any other loop can do the same.</remarks>
public sealed class DaRecAlignment : TextAlignment
{
    private static readonly string[] TermNames = ["orthogonality", "uniformity", "global structure", "local structure"];

    [ComponentName(Name = "aligner")]
    private readonly DaRecAligner _aligner;

    private readonly Dataset _data;
    private readonly Tensor? _interactionCounts;

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
        _interactionCounts = aligner.Options.InteractionPrior is null ? null : CountInteractions(data.Train);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Inject(Tensor ids) => _aligner.Inject(ids, _data.UserEmbeddings, _data.ItemEmbeddings);

    /// <inheritdoc/>
    public override Tensor Represent(Tensor embeddings) => _aligner.Represent(embeddings);

    /// <inheritdoc/>
    public override TextLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        var losses = _aligner.call(embeddings, _data.UserCount, _data.UserEmbeddings, _data.ItemEmbeddings, _interactionCounts);
        Tensor[] terms = [losses.Orthogonality, losses.Uniformity, losses.GlobalStructure, losses.LocalStructure];
        return new TextLosses(losses.Total, [.. TermNames.Zip(terms)]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _interactionCounts?.Dispose();
        }

        base.Dispose(disposing);
    }

    private static Tensor CountInteractions(Interactions train)
    {
        using var scope = NewDisposeScope();
        long[] users = [.. Enumerable.Range(0, train.UserCount).Select(user => (long)train.ItemsOf(user).Length)];
        var items = Array.ConvertAll(train.ItemDegrees(), degree => (long)degree);
        return tensor((long[])[.. users, .. items]).DetachFromDisposeScope();
    }
}
