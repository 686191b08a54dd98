using DaRec.Alignment;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Sampling;
using TorchSharp;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
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
public sealed class RlmRecGenerative : TextBaseline, IResumable
{
    private const string StepsKey = "steps";
    private const string GeneratorKey = "generator";

    private readonly InfoNceLoss _loss;
    private readonly double _weight;
    private readonly RowSampler _sampler;
    private readonly Generator? _generator;

    [ComponentName(Name = "mask_token")]
    private readonly Parameter _token;

    [ComponentName(Name = "text_network")]
    private readonly Mlp _network;

    private (Tensor Users, Tensor Items)? _masked; // of the step under way
    private long _steps; // on other devices than the CPU

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
        Forget();
        if (!training)
        {
            return ids.alias();
        }

        using var scope = NewDisposeScope();
        var rows = Draw(ids.device);
        _masked = (rows.Users.DetachFromDisposeScope(), rows.Items.DetachFromDisposeScope());
        return MetaForms.Replace(ids, rows.All, _token.expand(rows.All.size(0), -1)).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException"><see cref="Inject"/> was not called in this step.</exception>
    public override TextMethodLosses? Align(Tensor embeddings, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        var masked = _masked ?? throw new InvalidOperationException("Expected Inject in training mode before Align: it masks the rows.");
        using var scope = NewDisposeScope();
        var rows = Rows.Join(masked.Users, masked.Items.add(Held(UserCount), Held(1)));
        var told = _network.call(MetaForms.Select(embeddings, rows));
        var texts = Rows.Join(Texts(UserTexts, masked.Users, embeddings), Texts(ItemTexts, masked.Items, embeddings));
        Forget();
        return Total("reconstruction", _loss.InBatch(told, texts), _weight);
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, Tensor> IResumable.GetState()
    {
        var state = new Dictionary<string, Tensor> { [StepsKey] = SavedState.Of(_steps) };
        if (_generator is not null)
        {
            state[GeneratorKey] = _generator.get_state();
        }

        return state;
    }

    /// <inheritdoc/>
    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        _steps = SavedState.ToNumber(state[StepsKey]);
        _generator?.set_state(state[GeneratorKey]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _loss.Dispose();
            Forget();
        }

        base.Dispose(disposing);
    }

    private DrawnRows Draw(Device device)
    {
        if (device.type == DeviceType.CPU)
        {
            return new DrawnRows(_sampler.Sample(UserCount, ItemCount, _generator), UserCount);
        }

        var draws = new HashedDraws((_generator ?? Generator.Default).initial_seed(), ++_steps);
        var (users, items) = _sampler.SampleOn(device, UserCount, ItemCount, draws);
        return new DrawnRows(users, items, UserCount);
    }

    private Tensor Texts(FrozenEmbeddings? texts, Tensor numbers, Tensor like) => numbers.size(0) == 0
        ? like.new_empty([0, TextWidth])
        : texts!.GatherInside(numbers, like.dtype, like.device);

    private void Forget()
    {
        _masked?.Users.Dispose();
        _masked?.Items.Dispose();
        _masked = null;
    }
}
