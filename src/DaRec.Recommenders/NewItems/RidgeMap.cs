using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>Maps texts linearly to the trained vectors, in closed form, and places cold items by the map. Keeps all other rows.</summary>
/// <remarks>
/// <code>
/// i = v̄ + (t_i − t̄) A,  A = argmin Σ_{j warm} ‖v_j − v̄ − (t_j − t̄) A‖² + λ ‖A‖² = (TᵀT + λ I)⁻¹ Tᵀ V
/// </code>
/// where t are texts at length 1, v trained vectors, t̄ and v̄ their means over warm items, and T and V hold the differences from these
/// means. It is the regression of trained vectors on content by van den Oord et al. (2013, "DeepMusic") with a linear map in the place
/// of their network. Solved in float64. Cost: O(n_w e² + e³) time, O(e² + n_w w) memory besides the texts.
/// </remarks>
/// <param name="options">The method's settings; null takes the defaults.</param>
public sealed class RidgeMap(RidgeMapOptions? options = null) : NewItemMethod
{
    private const long BlockRows = 4096;

    private readonly RidgeMapOptions _options = options ?? new RidgeMapOptions();

    private protected override RankedEmbeddings Place(NewItemInput input)
    {
        using var scope = NewDisposeScope();
        var vectors = input.WarmItems.to(ScalarType.Float64);
        var center = vectors.mean([0L], keepdim: true); // v̄
        var textCenter = input.WarmTexts.mean([0L], keepdim: true, type: ScalarType.Float64); // t̄
        var (count, width) = (vectors.size(0), input.WarmTexts.size(1));
        var gram = eye(width, dtype: ScalarType.Float64).mul_(Held(_options.Penalty)); // TᵀT + λ I
        var moment = zeros(width, vectors.size(1), dtype: ScalarType.Float64); // TᵀV
        for (var start = 0L; start < count; start += BlockRows)
        {
            using var block = NewDisposeScope();
            var size = Math.Min(BlockRows, count - start);
            var texts = input.WarmTexts.narrow(0, start, size).to(ScalarType.Float64).sub_(textCenter);
            gram.addmm_(texts.t(), texts, beta: 1, alpha: 1);
            moment.addmm_(texts.t(), vectors.narrow(0, start, size).sub(center), beta: 1, alpha: 1);
        }

        var map = linalg.solve(gram, moment); // (e, w)
        var placed = input.ColdTexts.to(ScalarType.Float64).sub_(textCenter).mm(map).add_(center);
        return new RankedEmbeddings(input.Users.clone(), input.WithCold(placed)).MoveToOuterDisposeScope();
    }
}
