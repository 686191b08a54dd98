using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Baselines;

/// <summary>
/// The SDR term of ProMax (2026): a user's preferences over all items, as the embeddings have them, follow those that the texts have.
/// </summary>
/// <remarks>
/// <code>
/// q_u = softmax_i(cos(p_u, p_i)/τ),  r_u = softmax_i(cos(e_u, e_i)/τ)
/// L = w · mean_u v_u (−Σ_i q_u[i] log r_u[i]),  v_u = clamp(1 − H(q_u)/log n_i, 0.1, 1)
/// </code>
/// over the distinct users u of the batch and all items i. p are the texts in coordinates of their leading principal components, each of
/// variance 1, as wide as the id embeddings; where users have no texts, p_u is the mean of the user's training items' p. q has no
/// gradient. Only this term of ProMax is here: its other one contrasts with a second graph, which a language model makes. Here users and
/// items are whitened together; the authors do it apart. Cost of a step: O(b n_i d) time, O(b n_i) memory.
/// </remarks>
public sealed class ProMax : TextBaseline
{
    private const double LeastCertainty = 0.1;

    private readonly ProMaxOptions _options;
    private Tensor _users; // p at unit length, (n_u, k)
    private Tensor _items; // (n_i, k)

    /// <summary>Creates the module, which has no weights.</summary>
    /// <param name="backbone">The model to be trained; only its widths are read.</param>
    /// <param name="data">Data with text embeddings of the items and, if there are any, of the users; read here alone.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">Data without texts of the items, or with texts that are not finite.</exception>
    public ProMax(Backbone backbone, Dataset data, ProMaxOptions? options = null)
        : base(nameof(ProMax), backbone, data, penalty: 0)
    {
        if (data.ItemEmbeddings is not { } items)
        {
            throw new ArgumentException("Expected data with embeddings of the items, got none.", nameof(data));
        }

        items.Check().EnsureFinite(nameof(data));
        data.UserEmbeddings?.Check().EnsureFinite(nameof(data));
        _options = options ?? new ProMaxOptions();
        using var scope = NewDisposeScope();
        var (ofItems, ofUsers) = WhitenedTexts.Of(items, backbone.Width, data.UserEmbeddings);
        _users = Rows.Normalize(ofUsers ?? MeanTexts.Of(data.Train, ofItems)).DetachFromDisposeScope();
        _items = Rows.Normalize(ofItems).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var distinct = DistinctRows.Of(batch.Users, 1, embeddings);
        var (preferences, certainty) = Preferences(distinct.Rows, embeddings);
        var users = Rows.Normalize(MetaForms.Select(embeddings, distinct.Rows)); // (m, d)
        var items = Rows.Normalize(embeddings.narrow(0, UserCount, ItemCount)); // (n_i, d)

        // −Σ q log r = log Σ exp(⟨u, i⟩/τ) − ⟨u, Σ q i⟩/τ: a sum over all items, and one row for each user.
        var means = preferences.mm(items); // (m, d)
        var term = LogSumExp.Of(users, items, distinct.OneEach(distinct).mul(certainty), 1 / _options.Temperature, partners: means);
        return Total("distillation", term, _options.Weight);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _users.Dispose();
            _items.Dispose();
        }

        base.Dispose(disposing);
    }

    // q of some users, (m, n_i), and v, (m).
    private (Tensor Preferences, Tensor Certainty) Preferences(Tensor numbers, Tensor like)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        (_users, _items) = (Move(_users, like), Move(_items, like));
        var logits = MetaForms.Select(_users, numbers).mm(_items.t()).div_(Held(_options.Temperature));
        var logs = logits.log_softmax(1);
        var preferences = logs.exp();
        var entropy = preferences.mul(logs).sum(1).neg(); // (m)
        var certainty = entropy.div(Held(Math.Log(Math.Max(2, ItemCount)))).neg_().add_(Held(1), Held(1)).clamp_(Held(LeastCertainty), Held(1));
        return (preferences.MoveToOuterDisposeScope(), certainty.MoveToOuterDisposeScope());
    }

    // The tables follow the embeddings to their device once.
    private static Tensor Move(Tensor table, Tensor like)
    {
        if (table.dtype == like.dtype && table.device_type == like.device_type && table.device_index == like.device_index)
        {
            return table;
        }

        var moved = Uploads.Send(table.to(like.dtype), like.device).DetachFromDisposeScope();
        table.Dispose();
        return moved;
    }
}
