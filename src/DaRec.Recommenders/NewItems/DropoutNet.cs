using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>
/// DropoutNet (Volkovs et al., 2017): a network that reads an item's trained vector and its text learns the trained scores, with the vector
/// hidden at random. Replaces all rows, those of users and warm items as well.
/// </summary>
/// <remarks>
/// <code>L = mean (⟨f(u), g(m v, t)⟩ − ⟨u, v⟩)²,  m ∈ {0, 1} at random,  i_warm = g(v, t), i_cold = g(0, t)</code>
/// over a training interaction of each user and a random other warm item. f and g are (Linear, BatchNorm, tanh) twice, then Linear;
/// t is the centred text, v and t are scaled to elements of about 1. As the benchmark ColdRec has it: users have no content. Warm items are
/// ranked by what the network makes of them, which costs some of their recall.
/// </remarks>
/// <param name="options">The method's settings; null takes the defaults.</param>
public sealed class DropoutNet(DropoutNetOptions? options = null) : NewItemMethod
{
    private readonly DropoutNetOptions _options = options ?? new DropoutNetOptions();

    private protected override RankedEmbeddings Place(NewItemInput input)
    {
        using var scope = NewDisposeScope();
        var (width, textWidth) = (input.Items.size(1), input.Texts.size(1));
        using var userTower = new TanhTower([width, _options.FirstWidth, _options.SecondWidth, width], input.Generator);
        using var itemTower = new TanhTower([width + textWidth, _options.FirstWidth, _options.SecondWidth, width], input.Generator);
        var (users, items) = (input.Users.to(ScalarType.Float32), input.WarmItems.to(ScalarType.Float32));
        var (userInput, itemInput) = (Scaled(users), Scaled(items));
        var (warmTexts, texts) = (input.WarmTexts.mul(Held(Math.Sqrt(textWidth))), input.Texts.mul(Held(Math.Sqrt(textWidth))));
        var allItems = zeros(input.Items.size(0), width).index_copy_(0, input.Warm, itemInput);

        new NewItemTraining(input, _options, userTower, itemTower).Run(Loss, () => Tables(ScalarType.Float32));
        return Tables(input.Items.dtype).MoveToOuterDisposeScope();

        Tensor Loss(TripletBatch batch)
        {
            using var step = NewDisposeScope();
            var item = cat([batch.Positives, batch.Negatives], 0);
            var shown = rand(item.size(0), 1, dtype: ScalarType.Float32, generator: input.Generator).ge(Held(_options.HiddenShare));
            var vectors = itemInput.index_select(0, item).mul(shown);
            var mapped = itemTower.call(cat([vectors, warmTexts.index_select(0, item)], 1)); // (2 b, w)
            return DropoutNetLoss.Compute(
                userTower.call(userInput.index_select(0, batch.Users)),
                mapped,
                users.index_select(0, batch.Users),
                items.index_select(0, item)).MoveToOuterDisposeScope();
        }

        RankedEmbeddings Tables(ScalarType dtype)
        {
            using var made = NewDisposeScope();
            return new RankedEmbeddings(
                userTower.call(userInput).to(dtype), itemTower.call(cat([allItems, texts], 1)).to(dtype)).MoveToOuterDisposeScope();
        }
    }

    // Elements of about 1, whatever the recommender's scale.
    private static Tensor Scaled(Tensor rows) => rows.div(rows.square().mean().sqrt().clamp_min(Held(float.Epsilon)));
}
