using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Baselines;

/// <summary>RLMRec-Con (Ren et al., 2024): a contrastive loss between embeddings and a network's projections of their texts.</summary>
/// <remarks>
/// <code>
/// t = MLP(text),  L = w (I(u, t_u; all users) + I(i⁺, t_i⁺; the batch's i⁺) + I(i⁻, t_i⁻; the batch's i⁻)) + λ Σ θ²
/// </code>
/// with I the mean <see cref="InfoNceLoss"/> between embeddings and their texts, with the texts after the semicolon as candidates. Users
/// and items share the network, which has one hidden layer, as wide as the mean of both widths, and a leaky ReLU. Users or items without
/// texts have no term.
/// </remarks>
public sealed class RlmRecContrastive : TextBaseline
{
    private readonly InfoNceLoss _loss;
    private readonly double _weight;

    [ComponentName(Name = "text_network")]
    private readonly Mlp _network;

    /// <summary>Creates the module.</summary>
    /// <param name="backbone">The model to be trained; only its widths are read.</param>
    /// <param name="data">Data with text embeddings of users, items or both, in use as long as the module lives.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial weights; null takes the process's default.</param>
    public RlmRecContrastive(Backbone backbone, Dataset data, RlmRecContrastiveOptions? options = null, Generator? generator = null)
        : base(nameof(RlmRecContrastive), backbone, data, (options ??= new RlmRecContrastiveOptions()).Penalty)
    {
        (_loss, _weight) = (new InfoNceLoss(options.Temperature), options.Weight);
        var width = backbone.EmbeddingWidth;
        _network = new Mlp([TextWidth, (TextWidth + width) / 2, width], HeadActivation.LeakyRelu, lastStartsAtZero: false, generator);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var term = embeddings.new_zeros([]);
        if (UserTexts is not null)
        {
            var texts = _network.Project(UserTexts);
            var users = DistinctRows.Of(batch.Users, 1, embeddings);
            term = term.add(_loss.Weighted(MetaForms.Select(embeddings, users.Rows), MetaForms.Select(texts, users.Rows), texts, users.Weights));
        }

        foreach (var items in ItemTexts is null ? [] : new[] { batch.Positives, batch.Negatives })
        {
            term = term.add(WithinBatch(embeddings.narrow(0, UserCount, ItemCount), ItemTexts!, items));
        }

        return Total("contrast", term, _weight);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _loss.Dispose();
        }

        base.Dispose(disposing);
    }

    // An item that occurs often in the batch is a candidate as often.
    private Tensor WithinBatch(Tensor embeddings, FrozenEmbeddings texts, Tensor items)
    {
        var distinct = DistinctRows.Of(items, 1, embeddings);
        var projected = _network.call(texts.GatherInside(distinct.Rows, embeddings.dtype, embeddings.device));
        return _loss.Weighted(
            MetaForms.Select(embeddings, distinct.Rows), projected, projected, distinct.Weights, distinct.Weights.mul(Held(items.size(0))));
    }
}
