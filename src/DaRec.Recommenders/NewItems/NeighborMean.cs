using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>Gives a cold item the mean vector of the warm items with the most similar texts. Keeps all other rows.</summary>
/// <remarks>
/// <code>i = Σ_{j ∈ N_k(i)} s_ij v_j / Σ_{j ∈ N_k(i)} s_ij,  s_ij = max(0, cos(t_i, t_j))^p</code>
/// where t are texts minus the mean text of warm items, v trained vectors, and N_k(i) the k warm items with the largest cosine. With
/// k = 5 and p = 0 it is the baseline KNN of ColdRec. An item without a text, or unlike every warm item, gets the mean vector of warm
/// items. Cost: O(n_c n_w e) time.
/// </remarks>
/// <param name="options">The method's settings; null takes the defaults.</param>
public sealed class NeighborMean(NeighborMeanOptions? options = null) : NewItemMethod
{
    private const long BlockCosines = 1 << 22; // 16 MB of float32

    private readonly NeighborMeanOptions _options = options ?? new NeighborMeanOptions();

    private protected override RankedEmbeddings Place(NewItemInput input)
    {
        using var scope = NewDisposeScope();
        var (cold, warm) = (input.Cold.size(0), input.Warm.size(0));
        var placed = input.WarmItems.new_empty(cold, input.Items.size(1));
        var size = Math.Max(1, BlockCosines / warm);
        for (var start = 0L; start < cold; start += size)
        {
            using var block = NewDisposeScope();
            var count = Math.Min(size, cold - start);
            placed.narrow(0, start, count).copy_(Means(input, input.ColdTexts.narrow(0, start, count)));
        }

        return new RankedEmbeddings(input.Users.clone(), input.WithCold(placed)).MoveToOuterDisposeScope();
    }

    private Tensor Means(NewItemInput input, Tensor texts)
    {
        var neighbors = (int)Math.Min(_options.Neighbors, input.Warm.size(0));
        var (cosines, places) = texts.mm(input.WarmTexts.t()).topk(neighbors, 1); // (c, k)
        var hasText = texts.abs().sum(1, keepdim: true).gt(Held(0));
        var weights = cosines.clamp_min(Held(0)).pow(Held(_options.Power)).mul(hasText).to(input.Items.dtype);
        var sums = weights.sum(1, keepdim: true); // (c, 1)
        var vectors = input.WarmItems.index_select(0, places.view(-1)).view(texts.size(0), neighbors, -1); // (c, k, w)
        var means = weights.unsqueeze(1).bmm(vectors).squeeze(1).div(sums.masked_fill(sums.eq(Held(0)), Held(1)));
        return where(sums.eq(Held(0)), input.WarmItems.mean([0L], keepdim: true), means);
    }
}
