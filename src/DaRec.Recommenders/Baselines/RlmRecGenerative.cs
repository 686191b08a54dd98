using DaRec.Disentanglement;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Sampling;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Baselines;

/// <summary>RLMRec-Gen (Ren et al., 2024): reconstructs the texts of masked rows from their neighbors.</summary>
/// <remarks>
/// <code>
/// e⁰_m = token for masked rows m;  L = w I(MLP(e_m), text_m; the masked rows' texts) + λ Σ θ²
/// </code>
/// with I the mean <see cref="InfoNceLoss"/>. Each training step masks other rows before propagation, among users and items together
/// where both have texts. The network has one hidden layer, as wide as the mean of both widths, and a leaky ReLU; the token starts at
/// zero.
/// </remarks>
public sealed class RlmRecGenerative : TextBaseline
{
    private readonly InfoNceLoss _loss;
    private readonly double _weight;
    private readonly RowSampler _sampler;
    private readonly Generator? _generator;

    [ComponentName(Name = "mask_token")]
    private readonly Parameter _token;

    [ComponentName(Name = "text_network")]
    private readonly Mlp _network;

    private long[]? _masked; // of the step under way, ascending

    /// <summary>Creates the module.</summary>
    /// <param name="backbone">The model to be trained; only its widths are read.</param>
    /// <param name="data">Data with text embeddings of users, items or both, in use as long as the module lives.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <param name="generator">
    /// Source of the initial weights and of the masks, in use as long as the module lives; null takes the process's default.
    /// </param>
    public RlmRecGenerative(Backbone backbone, Dataset data, RlmRecGenerativeOptions? options = null, Generator? generator = null)
        : base(nameof(RlmRecGenerative), backbone, data, (options ??= new RlmRecGenerativeOptions()).Penalty)
    {
        (_loss, _weight, _generator) = (new InfoNceLoss(options.Temperature), options.Weight, generator);
        var source = UserTexts is null ? RowSource.Items : ItemTexts is null ? RowSource.Users : RowSource.Both;
        var (_, eligible) = RowSampler.Eligible(source, UserCount, ItemCount);
        _sampler = new RowSampler(Math.Max(1, (long)(options.MaskRate * eligible)), source);
        _token = Parameters.Zeros(1, backbone.Width);
        var width = backbone.EmbeddingWidth;
        _network = new Mlp([width, (TextWidth + width) / 2, TextWidth], HeadActivation.LeakyRelu, lastStartsAtZero: false, generator);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Inject(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        _masked = null;
        if (!training)
        {
            return ids.alias();
        }

        using var scope = NewDisposeScope();
        var rows = _sampler.Sample(UserCount, ItemCount, _generator);
        _masked = TensorMemory.ToArray<long>(rows);
        return ids.index_copy(0, rows.to(ids.device), _token.expand(rows.size(0), -1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="Inject"/> was not called in this step.</exception>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        var masked = _masked ?? throw new InvalidOperationException("Expected Inject in training mode before Align: it masks the rows.");
        _masked = null;
        using var scope = NewDisposeScope();
        var told = _network.call(embeddings.index_select(0, tensor(masked).to(embeddings.device)));
        return Total("reconstruction", _loss.InBatch(told, Texts(masked, embeddings)), _weight);
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

    private Tensor Texts(long[] rows, Tensor like)
    {
        long[] users = [.. rows.TakeWhile(row => row < UserCount)];
        long[] items = [.. rows.Skip(users.Length).Select(row => row - UserCount)];
        var parts = new List<Tensor>();
        foreach (var (numbers, texts) in new[] { (users, UserTexts), (items, ItemTexts) })
        {
            if (numbers.Length > 0)
            {
                parts.Add(texts!.Gather(numbers, like.dtype, like.device));
            }
        }

        return cat(parts, 0);
    }
}
