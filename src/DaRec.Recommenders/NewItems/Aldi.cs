using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>
/// ALDI (Huang et al., 2023): a network from texts to vectors learns to rank warm items as the trained recommender does, and places cold
/// items. Keeps the vectors of users and warm items.
/// </summary>
/// <remarks>
/// For a user u with item i and another warm item j, with the trained scores s and the student's ŝ(u, i) = ⟨f(u), g(t_i)⟩:
/// <code>
/// L = −log σ(ŝ_i − ŝ_j) + α CE(ŝ_i − ŝ_j, s_i − s_j) + β CE(d̂_i, d_i) + γ (|s_i − ŝ_i| + |s_j − ŝ_j|)
/// CE(x, y) = −σ(y) log σ(x) − (1 − σ(y)) log(1 − σ(x)),  d_i = ⟨v_i, v_i⟩ − mean_j ⟨v_i, v_j⟩,  d̂_i the same of g(t)
/// </code>
/// f and g are (Linear, BatchNorm, tanh, Linear); with <see cref="AldiOptions.MapUsers"/> off, f(u) = u. With it on, the tables hold both
/// spaces side by side: users (u, f(u)), warm items (v, 0), cold items (0, g(t)). The paper's weights by an item's frequency are
/// left out, as in ColdRec.
/// </remarks>
/// <param name="options">The method's settings; null takes the defaults.</param>
public sealed class Aldi(AldiOptions? options = null) : NewItemMethod
{
    private readonly AldiOptions _options = options ?? new AldiOptions();

    private protected override RankedEmbeddings Place(NewItemInput input)
    {
        using var scope = NewDisposeScope();
        var (width, textWidth) = (input.Items.size(1), input.Texts.size(1));
        using var itemTower = new TanhTower([textWidth, _options.HiddenWidth, width], input.Generator);
        using var userTower = _options.MapUsers ? new TanhTower([width, _options.HiddenWidth, width], input.Generator) : null;
        var (users, items) = (input.Users.to(ScalarType.Float32), input.WarmItems.to(ScalarType.Float32));

        nn.Module[] towers = userTower is null ? [itemTower] : [itemTower, userTower];
        new NewItemTraining(input, _options, towers).Run(Loss, Tables);
        return Tables().MoveToOuterDisposeScope();

        Tensor Loss(TripletBatch batch)
        {
            using var step = NewDisposeScope();
            var user = users.index_select(0, batch.Users);
            var mapped = itemTower.call(input.WarmTexts.index_select(0, cat([batch.Positives, batch.Negatives], 0))).chunk(2, 0);
            return AldiLoss.Compute(
                (user, items.index_select(0, batch.Positives), items.index_select(0, batch.Negatives)),
                (userTower?.call(user) ?? user, mapped[0], mapped[1]),
                _options).MoveToOuterDisposeScope();
        }

        RankedEmbeddings Tables()
        {
            using var made = NewDisposeScope();
            var placed = itemTower.call(input.ColdTexts);
            if (userTower is null)
            {
                return new RankedEmbeddings(input.Users.clone(), input.WithCold(placed)).MoveToOuterDisposeScope();
            }

            var dtype = input.Items.dtype;
            var nothing = zeros_like(input.Items);
            return new RankedEmbeddings(
                cat([input.Users, userTower.call(users).to(dtype)], 1),
                cat([input.WithCold(zeros_like(placed)), nothing.index_copy_(0, input.Cold, placed.to(dtype))], 1))
                .MoveToOuterDisposeScope();
        }
    }
}
