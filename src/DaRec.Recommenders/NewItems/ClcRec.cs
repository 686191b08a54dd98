using DaRec.Disentanglement;
using DaRec.Internal;
using DaRec.Recommenders.Training;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>
/// CLCRec (Wei et al., 2021): trains vectors of users and items, and a network from texts to them, by contrast. Replaces all rows, those of
/// users and warm items as well.
/// </summary>
/// <remarks>
/// <code>
/// L = λ NCE(v̂_i, ĝ(t_i); ĝ(t_j)) + (1 − λ) NCE(u, z_i; z_j),  NCE(a, p; n) = −log e^{⟨a, p⟩/τ} / (e^{⟨a, p⟩/τ} + Σ_j e^{⟨a, n_j⟩/τ})
/// i_warm = v_i, i_cold = g(t_i)
/// </code>
/// where ^ is a row at length 1, z is at random v or g(t), g is (Linear, leaky ReLU, Linear), and j are random warm items that all
/// interactions of a step share; ColdRec's code draws them for each interaction. The first contrast is between cosines: at τ = 2 its
/// logits lie within ±½, so that it pulls weakly whatever its weight. Inner products of the second grow with the vectors' lengths.
/// </remarks>
/// <param name="options">The method's settings; null takes the defaults.</param>
public sealed class ClcRec(ClcRecOptions? options = null) : NewItemMethod
{
    private readonly ClcRecOptions _options = options ?? new ClcRecOptions();

    private protected override RankedEmbeddings Place(NewItemInput input)
    {
        using var scope = NewDisposeScope();
        var (width, textWidth) = (input.Items.size(1), input.Texts.size(1));
        using var model = new Model(this, input);
        using var encoder = new Mlp([(int)textWidth, _options.HiddenWidth, (int)width], HeadActivation.LeakyRelu, false, input.Generator);
        var (warmTexts, coldTexts) = (input.WarmTexts.mul(Held(Math.Sqrt(textWidth))), input.ColdTexts.mul(Held(Math.Sqrt(textWidth))));

        new NewItemTraining(input, _options, model, encoder).Run(Loss, () => Tables(ScalarType.Float32));
        return Tables(input.Items.dtype).MoveToOuterDisposeScope();

        Tensor Loss(TripletBatch batch)
        {
            using var step = NewDisposeScope();
            var others = randint(0, input.Warm.size(0), [_options.Negatives], dtype: ScalarType.Int64, generator: input.Generator);
            var rows = cat([batch.Positives, others], 0); // (b + m)
            var (count, otherCount) = (batch.Positives.size(0), others.size(0));
            var items = model.Items.index_select(0, rows);
            var contents = encoder.call(warmTexts.index_select(0, rows));
            var isContent = rand(rows.size(0), 1, generator: input.Generator).lt(Held(_options.ContentShare));
            return ClcRecLoss.Compute(
                model.Users.index_select(0, batch.Users),
                items.narrow(0, 0, count),
                contents.narrow(0, 0, count),
                items.narrow(0, count, otherCount),
                contents.narrow(0, count, otherCount),
                isContent,
                _options).MoveToOuterDisposeScope();
        }

        RankedEmbeddings Tables(ScalarType dtype)
        {
            using var made = NewDisposeScope();
            using var noGrad = no_grad();
            var items = zeros(input.Items.size(0), width, dtype: dtype)
                .index_copy_(0, input.Warm, model.Items.to(dtype))
                .index_copy_(0, input.Cold, encoder.call(coldTexts).to(dtype));
            return new RankedEmbeddings(model.Users.to(dtype, copy: true), items).MoveToOuterDisposeScope();
        }
    }

    /// <summary>The vectors that are trained.</summary>
    private sealed class Model : nn.Module
    {
        private readonly Parameter _users;
        private readonly Parameter _items;

        public Model(ClcRec method, NewItemInput input)
            : base(nameof(ClcRec))
        {
            _users = Start(input.Users);
            _items = Start(input.WarmItems);
            RegisterComponents();

            Parameter Start(Tensor trained) => method._options.StartFromTrained
                ? Parameters.Create(() => trained.to(ScalarType.Float32, copy: true))
                : Parameters.XavierUniform(trained.size(0), trained.size(1), input.Generator);
        }

        public Tensor Users => _users;

        public Tensor Items => _items;
    }
}
