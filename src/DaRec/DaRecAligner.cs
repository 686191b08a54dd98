using DaRec.Alignment;
using DaRec.Data;
using DaRec.Disentanglement;
using DaRec.Distributed;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Internal;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec;

/// <summary>Aligns a recommender's embeddings with frozen text embeddings of its items, its users or both.</summary>
/// <remarks>
/// <code>L = λ (w_or L_or + w_uni L_uni + w_glo L_glo + w_loc L_loc)</code>
/// What is fixed is given once: texts, training interactions, options. A step gives the embeddings alone: <see cref="Align(Tensor, Tensor)"/>
/// draws N̂ rows, gathers those, and returns every term and their weighted total, which the host adds to its loss.
/// <see cref="Represent(Tensor, Tensor)"/> gives what is evaluated, ranked with and served. The optimiser takes this module's
/// parameters too; the default options have none.
/// <para>
/// The state dict holds the weights and what a resumed run needs: steps counted, k-means' centres, the evidence, and the state of the
/// generator if one was given. An aligner that is made anew from the same arguments and loads it goes on as if never interrupted.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var texts = FrozenEmbeddings.Open("item_emb.npy");
/// using var aligner = new DaRecAligner(width: 32, interactions, itemTexts: texts);   // once
/// // each step:
/// using var alignment = aligner.Align(userEmbeddings, itemEmbeddings);
/// var loss = rankingLoss + alignment.Total;
/// // after training:
/// var (rankedUsers, rankedItems) = aligner.Represent(userEmbeddings, itemEmbeddings);
/// </code>
/// </example>
public sealed partial class DaRecAligner : Module
{
    private readonly int _width;
    private readonly int _idWidth;
    private readonly long _userCount;
    private readonly TableChecks _tables;
    private readonly AlignedTexts _texts;
    private readonly StepRows _rows;
    private readonly AlignmentStrength _strength;
    private readonly AlignmentTerms _terms;
    private readonly RankedRepresentation _representation;
    private readonly AlignmentState _state;
    private readonly AlignmentRecord _record = new();
    private bool _isDisposed;
    private long _looks; // steps outside training, counted down

    [ComponentName(Name = "collaborative_head")]
    private readonly DisentanglingHead? _collaborativeHead;

    [ComponentName(Name = "language_head")]
    private readonly DisentanglingHead? _languageHead;

    /// <summary>
    /// Creates an aligner; fits a <see cref="TextEvidence"/> first if the options use it, which takes seconds for 10⁵ interactions.
    /// </summary>
    /// <param name="width">Width d_c of the recommender's embeddings, ≥ 1.</param>
    /// <param name="interactions">The training interactions; their counts are those of the tables.</param>
    /// <param name="itemTexts">
    /// E^L of the items, row i for item i, shape (n_i, d_l); null if items have no texts. Not disposed here, and needed as long as the aligner.
    /// </param>
    /// <param name="userTexts">
    /// E^L of the users, row u for user u, shape (n_u, d_l); null if users have no texts. The default options use them only where items
    /// have none. Not disposed here.
    /// </param>
    /// <param name="options">Every choice; null takes <see cref="DaRecOptions.Default"/>.</param>
    /// <param name="idWidth">Width of what <see cref="Inject"/> takes, ≥ 1; null takes <paramref name="width"/>.</param>
    /// <param name="generator">
    /// Source of initial weights, sampled rows and starting centres, used as long as the aligner lives; null takes the process's default,
    /// whose state is not saved.
    /// </param>
    /// <param name="communicator">
    /// The processes that train together; each makes an aligner of the same arguments, and they start from process 0's weights and random
    /// state. <see cref="Align(Tensor, Tensor)"/> then takes the same embeddings on each, gives the values of the whole sample, and the gradient
    /// of this process's share, which <see cref="CommunicatorExtensions.SumGradients"/> adds up. Null for one process. Default null.
    /// </param>
    /// <exception cref="ArgumentException">
    /// No texts, texts of other counts than the interactions', of two widths, with NaN or infinity, or options that do not fit them.
    /// </exception>
    public DaRecAligner(
        int width,
        Interactions interactions,
        FrozenEmbeddings? itemTexts = null,
        FrozenEmbeddings? userTexts = null,
        DaRecOptions? options = null,
        int? idWidth = null,
        Generator? generator = null,
        ICommunicator? communicator = null)
        : base(NativeTorch.Loaded(nameof(DaRecAligner)))
    {
        ArgumentNullException.ThrowIfNull(interactions);
        _width = Guard.AtLeast(width, 1);
        _idWidth = Guard.AtLeast(idWidth ?? width, 1, nameof(idWidth));
        _userCount = interactions.UserCount;
        Options = options ?? DaRecOptions.Default;
        Needs.EnsureInjectable(Options, _idWidth);
        var texts = new AlignedTexts(interactions, itemTexts, userTexts, Options.Sampling.From);
        var canFit = itemTexts is not null && interactions.Count > 0;
        Evidence = canFit && Needs.Evidence(Options) ? TextEvidence.Fit(itemTexts!, interactions) : null;
        try
        {
            texts.EnsureFinite(itemsAreClean: Evidence is not null);
            texts.Reduce(Options.TextRank);
            _collaborativeHead = Needs.CollaborativeHead(Options) ? Head(width, Options.Heads.Collaborative) : null;
            _languageHead = Needs.LanguageHead(Options) ? Head(texts.Width, Options.Heads.Language) : null;
        }
        catch
        {
            _collaborativeHead?.Dispose();
            Evidence?.Dispose();
            texts.Dispose();
            throw;
        }

        var (userCount, itemCount, head) = (interactions.UserCount, interactions.ItemCount, _collaborativeHead ?? _languageHead);
        _tables = new TableChecks(width, userCount, itemCount, head is null ? null : () => head.Weight);
        _rows = new StepRows(Options, texts, userCount, itemCount, generator);
        _texts = texts;
        _strength = new AlignmentStrength(Options.Strength, Evidence);
        _terms = new AlignmentTerms(Options, _collaborativeHead, _languageHead, generator, communicator);
        _representation = new RankedRepresentation(Options.Ranking, texts, Evidence, _collaborativeHead, _languageHead);
        _state = new AlignmentState(
            _terms,
            Evidence,
            generator,
            Options.LocalStructure is { WarmStart: true } local ? (local.ClusterCount, Options.Heads.Width) : null);
        RegisterComponents();
        Communicator = communicator;
        StartTogether(generator);

        DisentanglingHead Head(int inputWidth, SideHeadOptions side) =>
            new(inputWidth, Options.Heads.Width, side.HiddenWidths, side.Shape, Options.Heads.Activation, generator);
    }

    /// <summary>The choices that this aligner was made with.</summary>
    public DaRecOptions Options { get; }

    /// <summary>
    /// What the item texts say about the interactions; null if the options do not use it or items have no texts. Disposed with the aligner.
    /// </summary>
    public TextEvidence? Evidence { get; }

    /// <summary>λ in use: that of the options, scaled as <see cref="StrengthOptions.ReferenceDensity"/> says.</summary>
    public double EffectiveWeight => _strength.EffectiveWeight;

    /// <summary>
    /// The numbers of the last step that was aligned, for a log: between aligned steps those of <see cref="AlignmentLosses.ToValues"/> are 0.
    /// Null before the first. On a GPU this waits for the device.
    /// </summary>
    public AlignmentValues? LastValues => _record.Last;

    /// <summary>The terms of a step, over N̂ rows that are drawn anew in each.</summary>
    /// <param name="users">E^C of all users in this step, with gradient, shape (n_u, d_c).</param>
    /// <param name="items">E^C of all items in this step, with gradient, shape (n_i, d_c).</param>
    /// <returns>The terms, to be disposed after backward.</returns>
    /// <exception cref="ArgumentException">A table that does not fit; on the CPU, a drawn row that is not finite, which the message names.</exception>
    public AlignmentLosses Align(Tensor users, Tensor items)
    {
        Tables.CheckApart(users, items);
        return Align(CollaborativeTable.Apart(users, items));
    }

    /// <summary>
    /// As the overload with users and items apart, for backbones that have both in one table, which saves a gradient table.
    /// </summary>
    /// <param name="embeddings">E^C of this step, with gradient, users then items, shape (n_u + n_i, d_c).</param>
    /// <returns>The terms, to be disposed after backward.</returns>
    /// <exception cref="ArgumentException">A table that does not fit; on the CPU, a drawn row that is not finite, which the message names.</exception>
    public AlignmentLosses Align(Tensor embeddings)
    {
        Tables.CheckJoined(embeddings, _width);
        return Align(CollaborativeTable.Joined(embeddings));
    }

    /// <summary>What enters the backbone's propagation; only <see cref="RankingMode.InjectedTexts"/> changes it.</summary>
    /// <remarks><code>e⁰ = id + E_sh^L</code> for each row that has a text, and the id itself otherwise.</remarks>
    /// <param name="ids">Id embeddings, users then items, shape (n_u + n_i, id width).</param>
    /// <returns>A new tensor of the same shape, to be disposed by the caller.</returns>
    public Tensor Inject(Tensor ids)
    {
        Tables.CheckJoined(ids, _idWidth);
        return _representation.Inject(ids);
    }

    /// <summary>What the host's own loss compares; only <see cref="RankingMode.ConcatenatedHeads"/> and <see cref="RankingMode.SummedHeads"/> change it.</summary>
    /// <param name="embeddings">E^C, any number of rows, shape (n, d_c).</param>
    /// <returns>A new tensor, shape (n, d_c), (n, d) or (n, 2 d), to be disposed by the caller.</returns>
    public Tensor Fuse(Tensor embeddings)
    {
        Tables.CheckRows(embeddings);
        return _representation.Fuse(embeddings);
    }

    /// <summary>What is evaluated, ranked with and served: the fused embeddings, and beside them the columns of the text score.</summary>
    /// <remarks>
    /// Not for the training loss, in which the text score did harm. The text score is there if items have texts and
    /// <see cref="RankingOptions.TextScoreWeight"/> is above 0.
    /// </remarks>
    /// <param name="users">E^C of all users, shape (n_u, d_c).</param>
    /// <param name="items">E^C of all items, shape (n_i, d_c).</param>
    /// <returns>New tables of one width, to be disposed by the caller.</returns>
    public RankedEmbeddings Represent(Tensor users, Tensor items)
    {
        Tables.CheckApart(users, items);
        _state.Absorb();
        return _representation.Represent(users, items);
    }

    /// <summary>As the overload with users and items apart, in one table.</summary>
    /// <param name="embeddings">E^C, users then items, shape (n_u + n_i, d_c).</param>
    /// <returns>A new tensor with as many rows, to be disposed by the caller.</returns>
    public Tensor Represent(Tensor embeddings)
    {
        Tables.CheckJoined(embeddings, _width);
        _state.Absorb();
        return _representation.Represent(embeddings, _userCount);
    }

    private TableChecks Tables => _isDisposed ? throw new ObjectDisposedException(nameof(DaRecAligner)) : _tables;

    private AlignmentLosses Align(CollaborativeTable table)
    {
        using var scope = NewDisposeScope();
        return Next() is { } step
            ? Compute(table, _rows.Numbers(table.Any.device, step)).MoveToOuterDisposeScope()
            : _terms.Skip(table.Any).MoveToOuterDisposeScope();
    }
}
