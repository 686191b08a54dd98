using DaRec.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>RP³β (Paudel et al., 2017): random walks of three steps from the user, less the popularity of where they end.</summary>
/// <remarks>
/// <code>B[j, i] = 1/|U_i|^β Σ_{u ∈ U_j ∩ U_i} (1/|U_j|)^α (1/|N(u)|)^α,  B[i, i] = 0</code>
/// where U_i are the users of item i and N(u) the items of user u. β = 0 is P³α (Cooper et al., 2014). In each column the k largest
/// weights stay. Cost: O(Σ_u |N(u)|²) time, O(n_i²) memory.
/// </remarks>
public static class Rp3Beta
{
    /// <summary>Computes the weights.</summary>
    /// <param name="train">Training interactions, at least one, of at most <see cref="ItemWeights.MaxItems"/> items.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">No interaction, or too many items.</exception>
    public static ItemWeights Fit(Interactions train, Rp3BetaOptions? options = null)
    {
        ItemPairs.EnsureFit(train);
        options ??= new Rp3BetaOptions();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        float[] chances = [.. Enumerable.Range(0, train.UserCount).Select(user => (float)Power(train.ItemsOf(user).Length, options.Alpha))];
        var weights = ItemPairs.Shared(train, chances);
        var degrees = train.ItemDegrees();
        weights.mul_(Powers(options.Alpha).unsqueeze(1)).mul_(Powers(options.Beta));
        ItemPairs.ClearDiagonal(weights);
        ItemPairs.KeepLargest(weights, options.Neighbors);
        return new ItemWeights(train, weights);

        Tensor Powers(double exponent) => tensor(Array.ConvertAll(degrees, degree => (float)Power(degree, exponent)));
    }

    // n^−a; 0 for nothing, which has no walk.
    private static double Power(int count, double exponent) => count == 0 ? 0 : Math.Pow(count, -exponent);
}
