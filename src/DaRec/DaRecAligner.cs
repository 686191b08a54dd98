using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Internal;
using DaRec.Sampling;
using TorchSharp;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec;

/// <summary>Aligns a recommender's embeddings with frozen language-model embeddings of the same users and items.</summary>
/// <remarks>
/// <code>L = λ (w_or L_or + w_uni L_uni + w_glo L_glo + w_loc L_loc)</code>
/// Each call draws N̂ rows, gathers and projects those alone, and returns every term and their weighted total; a host adds
/// <see cref="AlignmentLosses.Total"/> to its loss and this module's parameters to its optimiser. Hosts that use
/// <see cref="Ranking.Injected"/> or <see cref="Ranking.Heads"/> also call <see cref="Inject"/> before and
/// <see cref="Represent"/> after their propagation; with other options both return their input in training. With
/// <see cref="DaRecOptions.KMeansWarmStart"/> the last step's centres are state beside the weights, see <see cref="ResetClusters"/>.
/// </remarks>
public sealed class DaRecAligner : Module<Tensor, Tensor, AlignmentLosses>
{
    private const double LargestScale = 2;
    private const double TellingBits = 0.02; // texts that tell less are aligned with less

    private readonly long _collaborativeDim;
    private readonly long _languageDim;
    private readonly long _idDim;
    private readonly Generator? _generator;
    private readonly TextEvidence? _evidence;
    private readonly RowSampler _sampler;
    private readonly RowSampler _tableSampler;
    private readonly AlignmentTerms _terms;

    [ComponentName(Name = "collaborative_head")]
    private readonly DisentanglingHead _collaborativeHead;

    [ComponentName(Name = "language_head")]
    private readonly DisentanglingHead _languageHead;

    private long _steps; // calls in training

    /// <summary>Creates an aligner in float32 on the CPU; move it with <c>.to(…)</c> like any module.</summary>
    /// <param name="collaborativeDim">Width of the recommender's embeddings, ≥ 1.</param>
    /// <param name="languageDim">Width of the frozen embeddings, ≥ 1.</param>
    /// <param name="options">Every choice; null takes <see cref="DaRecOptions.Default"/>.</param>
    /// <param name="generator">
    /// Source of initial weights, sampled rows and starting centres, used for as long as the module lives; null takes the process's
    /// default.
    /// </param>
    /// <param name="idDim">Width of the id embeddings that <see cref="Inject"/> takes, ≥ 1; null is the recommender's width.</param>
    /// <param name="evidence">
    /// What the texts tell about the training interactions; scales λ and adds to what <see cref="Represent"/> gives. The caller's to
    /// dispose, after this module. Null leaves both as they are.
    /// </param>
    public DaRecAligner(
        long collaborativeDim,
        long languageDim,
        DaRecOptions? options = null,
        Generator? generator = null,
        long? idDim = null,
        TextEvidence? evidence = null)
        : base(nameof(DaRecAligner))
    {
        _collaborativeDim = Guard.AtLeast(collaborativeDim, 1);
        _languageDim = Guard.AtLeast(languageDim, 1);
        _idDim = Guard.AtLeast(idDim ?? collaborativeDim, 1, nameof(idDim));
        Options = options ?? DaRecOptions.Default;
        if (Options.Ranking == Ranking.Injected && Options.SharedWidth != _idDim)
        {
            throw new ArgumentException(
                $"Expected SharedWidth {_idDim}, the width of the id embeddings, to inject texts, got {Options.SharedWidth}.",
                nameof(options));
        }

        if (evidence is not null && evidence.Items.size(1) != languageDim)
        {
            throw new ArgumentException(
                $"Expected evidence of the texts that are aligned, {languageDim} wide, got {evidence.Items.size(1)}.", nameof(evidence));
        }

        _evidence = evidence;
        AlignmentWeight = Options.AlignmentWeight * Scale(evidence, Options.ReferenceDensity);
        _generator = generator;
        _sampler = new RowSampler(Options.SampleSize, Options.SampleFrom);
        _tableSampler = new RowSampler(Options.SampleSize);
        _collaborativeHead = new DisentanglingHead(
            collaborativeDim, Options.SharedWidth, Options.CollaborativeHiddenWidths, Options.CollaborativeHead, Options.Activation, generator);
        _languageHead = new DisentanglingHead(
            languageDim, Options.SharedWidth, Options.LanguageHiddenWidths, Options.LanguageHead, Options.Activation, generator);
        _terms = new AlignmentTerms(Options, _collaborativeHead, _languageHead, generator);
        RegisterComponents();
    }

    /// <summary>The choices that this aligner was made with.</summary>
    public DaRecOptions Options { get; }

    /// <summary>λ in use: that of the options, after <see cref="DaRecOptions.ReferenceDensity"/>.</summary>
    public double AlignmentWeight { get; }

    /// <summary>The terms over rows drawn from one table; users and items are not told apart, so all rows are eligible.</summary>
    /// <param name="collaborative">E^C of this step, with gradient, shape (n, d_c), n ≥ 2.</param>
    /// <param name="language">E^L of the same rows, shape (n, d_l).</param>
    public override AlignmentLosses forward(Tensor collaborative, Tensor language)
    {
        ArgumentNullException.ThrowIfNull(language);
        using var table = FrozenEmbeddings.FromTensor(language);
        return call(collaborative, table);
    }

    /// <summary>The terms over rows drawn from one table; users and items are not told apart, so all rows are eligible.</summary>
    /// <param name="collaborative">E^C of this step, with gradient, shape (n, d_c), n ≥ 2.</param>
    /// <param name="language">E^L of the same rows, (n, d_l).</param>
    public AlignmentLosses call(Tensor collaborative, FrozenEmbeddings language)
    {
        CheckCollaborative(collaborative, nameof(collaborative), minRows: 2);
        CheckLanguage(language, collaborative.size(0), nameof(language));
        if (SkipsStep())
        {
            return AlignmentLosses.Skipped(collaborative);
        }

        using var scope = NewDisposeScope();
        var rows = _tableSampler.Sample(0, collaborative.size(0), _generator);
        return Compute(new AlignmentSample(
            Rows.Take(collaborative, rows), language.Gather(rows, collaborative.dtype, collaborative.device), 0));
    }

    /// <summary>The terms over rows drawn from users, items or both, as <see cref="DaRecOptions.SampleFrom"/> says.</summary>
    /// <param name="users">E^C of all users in this step, with gradient, shape (n_u, d_c).</param>
    /// <param name="items">E^C of all items in this step, with gradient, shape (n_i, d_c).</param>
    /// <param name="userLanguage">E^L of the users, (n_u, d_l); null where users have no texts and rows come from the items.</param>
    /// <param name="itemLanguage">E^L of the items, (n_i, d_l); null where items have no texts and rows come from the users.</param>
    public AlignmentLosses call(Tensor users, Tensor items, FrozenEmbeddings? userLanguage, FrozenEmbeddings? itemLanguage)
    {
        CheckCollaborative(users, nameof(users));
        CheckCollaborative(items, nameof(items));
        using var scope = NewDisposeScope();
        return Align(users.size(0), items.size(0), TakeApart, userLanguage, itemLanguage);

        Tensor TakeApart(Tensor rows, Tensor userRows, Tensor itemRows) =>
            Rows.Join(Rows.Take(users, userRows), Rows.Take(items, itemRows));
    }

    /// <summary>As the overload with users and items apart, for backbones that have both in one table, which saves a gradient.</summary>
    /// <param name="embeddings">E^C of this step, with gradient, users then items, shape (n_u + n_i, d_c).</param>
    /// <param name="userCount">n_u, in [0, rows of <paramref name="embeddings"/>].</param>
    /// <param name="userLanguage">E^L of the users, (n_u, d_l); null where users have no texts and rows come from the items.</param>
    /// <param name="itemLanguage">E^L of the items, (n_i, d_l); null where items have no texts and rows come from the users.</param>
    public AlignmentLosses call(
        Tensor embeddings, long userCount, FrozenEmbeddings? userLanguage, FrozenEmbeddings? itemLanguage)
    {
        CheckCollaborative(embeddings, nameof(embeddings));
        if (userCount < 0 || userCount > embeddings.size(0))
        {
            throw new ArgumentOutOfRangeException(nameof(userCount), userCount, $"Expected userCount in [0, {embeddings.size(0)}].");
        }

        using var scope = NewDisposeScope();
        return Align(
            userCount,
            embeddings.size(0) - userCount,
            (rows, _, _) => Rows.Take(embeddings, rows),
            userLanguage,
            itemLanguage);
    }

    /// <summary>What enters the backbone's propagation: <paramref name="ids"/> itself, or what the options make of it.</summary>
    /// <remarks>
    /// <see cref="Ranking.Injected"/> adds the language side's shared part to each row that has a text, e⁰ = id + E_sh^L.
    /// </remarks>
    /// <param name="ids">Id embeddings, users then items, shape (n_u + n_i, width).</param>
    /// <param name="userLanguage">E^L of the users; null where they have no texts.</param>
    /// <param name="itemLanguage">E^L of the items; null where they have no texts.</param>
    /// <returns>A new tensor of the same shape, to be disposed by the caller.</returns>
    public Tensor Inject(Tensor ids, FrozenEmbeddings? userLanguage, FrozenEmbeddings? itemLanguage)
    {
        Check(ids, _idDim, nameof(ids));
        if (Options.Ranking != Ranking.Injected)
        {
            return ids.alias();
        }

        if (userLanguage is null && itemLanguage is null)
        {
            throw new ArgumentNullException(nameof(itemLanguage), "Expected texts of the items, the users or both, got neither.");
        }

        var userCount = Math.Max(0, userLanguage?.Count ?? ids.size(0) - itemLanguage!.Count);
        CheckPart(userLanguage, userCount, nameof(userLanguage));
        CheckPart(itemLanguage, ids.size(0) - userCount, nameof(itemLanguage));
        using var scope = NewDisposeScope();
        var (users, items) = (SharedOf(userLanguage, userCount), SharedOf(itemLanguage, ids.size(0) - userCount));
        return ids.add(Rows.Join(users, items)).MoveToOuterDisposeScope();

        Tensor SharedOf(FrozenEmbeddings? language, long count) => language is null
            ? ids.new_zeros([count, Options.SharedWidth])
            : _languageHead.Shared(language);
    }

    /// <summary>The representations that the host ranks with, from the embeddings that its backbone gives.</summary>
    /// <remarks>
    /// <see cref="Ranking.Heads"/> gives the collaborative head's parts; otherwise the embeddings themselves (with
    /// <see cref="Ranking.Injected"/> the texts are in them already). Outside of training, an aligner with a
    /// <see cref="TextEvidence"/> appends what the texts alone say, with <see cref="DaRecOptions.TextScoreWeight"/>.
    /// </remarks>
    /// <param name="collaborative">E^C, shape (n, d_c); to have texts appended, all users, then all items.</param>
    /// <returns>A new tensor of n rows, d_c, d or 2 d wide, and d_l more with texts appended, to be disposed by the caller.</returns>
    public Tensor Represent(Tensor collaborative)
    {
        CheckCollaborative(collaborative, nameof(collaborative));
        using var scope = NewDisposeScope();
        var ranked = Options.Ranking == Ranking.Heads ? Fuse(_collaborativeHead.call(collaborative)) : collaborative.alias();
        return (AppendsTexts ? Append(ranked) : ranked).MoveToOuterDisposeScope();
    }

    /// <summary>Forgets the centres of the last step; the next k-means starts with k-means++.</summary>
    public void ResetClusters() => _terms.ResetClusters();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _terms.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool AppendsTexts => !training && _evidence is not null && Options.TextScoreWeight > 0;

    private Tensor Fuse(DisentangledEmbeddings parts) => Options.HeadFusion == HeadFusion.Sum
        ? parts.Shared.add(parts.Specific)
        : cat([parts.Shared, parts.Specific], 1);

    private Tensor Append(Tensor ranked)
    {
        var (userCount, itemCount) = (_evidence!.Users.size(0), _evidence.Items.size(0));
        if (ranked.size(0) != userCount + itemCount)
        {
            throw new ArgumentException(
                $"Expected {userCount} users and {itemCount} items, as the evidence has, got {ranked.size(0)} rows; set "
                + "DaRecOptions.TextScoreWeight to 0 to rank without texts.",
                nameof(ranked));
        }

        var (users, items) = _evidence.Append(
            ranked.narrow(0, 0, userCount), ranked.narrow(0, userCount, itemCount), Options.TextScoreWeight);
        return cat([users, items], 0);
    }

    // λ is a prior's weight in a sum over interactions, which against their mean falls with their number; the best fell with its square.
    private static double Scale(TextEvidence? evidence, double? density)
    {
        if (evidence is null || density is null)
        {
            return 1;
        }

        var sparsity = Math.Pow(density.Value / evidence.InteractionsPerItem, 2);
        return Math.Min(LargestScale, sparsity) * Math.Min(1, evidence.Information / TellingBits);
    }

    // In the caller's scope, which the result has left; take gives the rows of E^C by their numbers in the whole table and apart in users
    // and items.
    private AlignmentLosses Align(
        long userCount,
        long itemCount,
        Func<Tensor, Tensor, Tensor, Tensor> take,
        FrozenEmbeddings? userLanguage,
        FrozenEmbeddings? itemLanguage)
    {
        if (userLanguage is not null || Options.SampleFrom != RowSource.Items)
        {
            CheckLanguage(userLanguage, userCount, nameof(userLanguage));
        }

        if (itemLanguage is not null || Options.SampleFrom != RowSource.Users)
        {
            CheckLanguage(itemLanguage, itemCount, nameof(itemLanguage));
        }

        var (dtype, device) = (_collaborativeHead.Weight.dtype, _collaborativeHead.Weight.device);
        if (SkipsStep())
        {
            return AlignmentLosses.Skipped(_collaborativeHead.Weight).MoveToOuterDisposeScope();
        }

        var rows = _sampler.Sample(userCount, itemCount, _generator);
        var drawnUsers = rows.lt(userCount).sum().ToInt64(); // rows ascend: users first
        var userRows = rows.narrow(0, 0, drawnUsers);
        var itemRows = rows.narrow(0, drawnUsers, rows.size(0) - drawnUsers).sub(userCount);
        return Compute(new AlignmentSample(
            take(rows, userRows, itemRows),
            Rows.Join(Texts(userLanguage, userRows), Texts(itemLanguage, itemRows)),
            drawnUsers));

        Tensor Texts(FrozenEmbeddings? language, Tensor numbers) =>
            numbers.size(0) == 0
                ? empty(0, _languageDim, dtype: dtype, device: device)
                : language!.Gather(numbers, dtype, device);
    }

    // Whether this call does nothing; and it counts.
    private bool SkipsStep() => training && _steps++ % Options.AlignEvery != 0;

    private AlignmentLosses Compute(AlignmentSample sample)
    {
        var rows = sample.Collaborative.size(0);
        if (rows < 2)
        {
            throw new ArgumentException($"Expected at least 2 rows to align, got {rows}.");
        }

        if (Options.LocalStructureWeight > 0 && rows < Options.ClusterCount)
        {
            throw new ArgumentException(
                $"Expected at least ClusterCount = {Options.ClusterCount} rows, got {rows}; draw more or set fewer clusters.");
        }

        var weight = training ? AlignmentWeight * Options.AlignEvery : AlignmentWeight;
        return _terms.Compute(sample, weight).MoveToOuterDisposeScope();
    }

    private void CheckCollaborative(Tensor rows, string name, long minRows = 1) => Check(rows, _collaborativeDim, name, minRows);

    private void Check(Tensor rows, long width, string name, long minRows = 1)
    {
        Guard.Matrix(rows, minRows, name);
        Guard.Width(rows, width, name);
        Guard.SamePlace(_collaborativeHead.Weight, rows, "the aligner's weights", name);
    }

    private void CheckPart(FrozenEmbeddings? language, long count, string name)
    {
        if (language is not null)
        {
            CheckLanguage(language, count, name);
        }
    }

    private void CheckLanguage(FrozenEmbeddings? language, long count, string name)
    {
        if (language is null)
        {
            throw new ArgumentNullException(
                name, $"Rows are drawn from {Options.SampleFrom}, so their texts are needed; set DaRecOptions.SampleFrom or give {name}.");
        }

        if (language.Count != count || language.Width != _languageDim)
        {
            throw new ArgumentException(
                $"Expected frozen embeddings ({count}, {_languageDim}), got ({language.Count}, {language.Width}).", name);
        }
    }
}
