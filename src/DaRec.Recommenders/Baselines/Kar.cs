using DaRec.Embeddings;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Baselines;

/// <summary>KAR (Xi et al., 2024), adapted to id embeddings: adds to each id embedding a mixture of experts over its text.</summary>
/// <remarks>
/// <code>e⁰ = id + Σ_k g_k(text) F_k(text),  g = softmax(W text),  F = (Linear, ReLU, Dropout) twice</code>
/// where k runs over experts that users and items share and over experts of users or items alone. KAR's own code predicts click-through
/// rates with the mixture as a further feature. Here it is added to the id embeddings before the backbone propagates, and the ranking
/// loss alone trains it. Users or items without texts keep their id embeddings.
/// </remarks>
public sealed class Kar : TextBaseline
{
    [ComponentName(Name = "user_adaptor")]
    private readonly ExpertAdaptor? _users;

    [ComponentName(Name = "item_adaptor")]
    private readonly ExpertAdaptor? _items;

    [ComponentName(Name = "shared_experts")]
    private readonly ExpertLayer? _shared;

    /// <summary>Creates the module.</summary>
    /// <param name="backbone">The model to be trained; only its widths are read.</param>
    /// <param name="data">Data with text embeddings of users, items or both, in use as long as the module lives.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <param name="generator">
    /// Source of the initial weights and of dropout, in use as long as the module lives; null takes the process's default.
    /// </param>
    public Kar(Backbone backbone, Dataset data, KarOptions? options = null, Generator? generator = null)
        : base(nameof(Kar), backbone, data, (options ??= new KarOptions()).Penalty)
    {
        var width = backbone.Width;
        _shared = options.SharedExperts == 0 ? null : Layer(options.SharedExperts, 0);
        _users = UserTexts is null ? null : Adaptor(1);
        _items = ItemTexts is null ? null : Adaptor(2);
        RegisterComponents();

        ExpertLayer Layer(int experts, int purpose) =>
            new(experts, TextWidth, options.HiddenWidth, width, options.Dropout, purpose, generator);

        ExpertAdaptor Adaptor(int purpose) =>
            new(Layer(options.OwnExperts, purpose), options.SharedExperts + options.OwnExperts, TextWidth, generator);
    }

    /// <inheritdoc/>
    public override Tensor Inject(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        return ids.add(cat([Of(_users, UserTexts, UserCount), Of(_items, ItemTexts, ItemCount)], 0)).MoveToOuterDisposeScope();

        Tensor Of(ExpertAdaptor? adaptor, FrozenEmbeddings? texts, long count) => adaptor is null
            ? ids.new_zeros([count, ids.size(1)])
            : adaptor.Adapt(texts!.On(ids.device).Block(0, count, ids.dtype, ids.device), _shared);
    }

    /// <inheritdoc/>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        using var scope = NewDisposeScope();
        return Penalize() is { } penalty ? new TextMethodLosses { Total = penalty.MoveToOuterDisposeScope() } : null;
    }
}
