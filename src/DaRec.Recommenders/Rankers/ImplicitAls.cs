using DaRec.Data;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>
/// iALS (Hu, Koren and Volinsky, 2008; as Rendle et al., 2022, revisit it): matrix factorization of all pairs, solved for users and items in turn.
/// </summary>
/// <remarks>
/// <code>
/// L = Σ_{(u,i) ∈ S} (⟨w_u, h_i⟩ − 1)² + α₀ Σ_{u,i} ⟨w_u, h_i⟩² + λ Σ_u r_u ‖w_u‖² + λ Σ_i r_i ‖h_i‖²
/// r_u = (|N(u)| + α₀ n_i)^ν,  r_i = (|N(i)| + α₀ n_u)^ν
/// w_u = (Σ_{i ∈ N(u)} h_i h_iᵀ + α₀ HᵀH + λ r_u I)⁻¹ Σ_{i ∈ N(u)} h_i,  and h_i likewise
/// </code>
/// Pairs that are not observed cost nothing of their own: they share HᵀH. Each half of a sweep lowers L. What it gives are vectors: text
/// columns can be appended to them (<see cref="Evidence.TextEvidence"/>).
/// <para>
/// In the axes of α₀ HᵀH = V D Vᵀ what all rows share is diagonal, and a row with k &lt; d interactions needs a system of k unknowns: with
/// Z the rows of HV that it has interactions with, and Λ = D + λ r I,
/// <code>(Λ + ZᵀZ)⁻¹ Zᵀ1 = Λ⁻¹ Zᵀ (I + Z Λ⁻¹ Zᵀ)⁻¹ 1</code>
/// Cost of a sweep: O(d³ + (n_u + n_i) d² + Σ (k² d + min(k, d)³)) over users and items.
/// </para>
/// </remarks>
public static class ImplicitAls
{
    private const long BlockEntries = 1 << 20; // of the vectors that a block of rows gathers, 4 MB

    /// <summary>Computes the vectors of users and items, float32.</summary>
    /// <param name="train">S, training interactions, at least one.</param>
    /// <param name="width">d, width of the vectors, ≥ 1; wider ones rank better on most data. Default 64.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the items' first vectors; null takes the process's default.</param>
    /// <exception cref="ArgumentException">No interaction, or a penalty that is too small for float32.</exception>
    public static RankedEmbeddings Fit(
        Interactions train, int width = 64, ImplicitAlsOptions? options = null, Generator? generator = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        Guard.AtLeast(width, 1);
        ItemPairs.EnsureAny(train);
        options ??= new ImplicitAlsOptions();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var byItem = train.Transpose();
        var users = zeros(train.UserCount, width);
        var items = randn(train.ItemCount, width, generator: generator).mul_(Held(0.1 / Math.Sqrt(width)));
        for (var sweep = 0; sweep < options.Sweeps; sweep++)
        {
            Solve(users, train, items, options);
            Solve(items, byItem, users, options);
        }

        return new RankedEmbeddings(users.DetachFromDisposeScope(), items.DetachFromDisposeScope());
    }

    /// <summary>Sets each row to the best one while the other side stays.</summary>
    /// <param name="rows">w, float32, shape (n, d).</param>
    /// <param name="partners">Whose numbers each row has interactions with.</param>
    /// <param name="others">h, float32, shape (m, d).</param>
    /// <param name="options">α₀, λ and ν.</param>
    internal static void Solve(Tensor rows, Interactions partners, Tensor others, ImplicitAlsOptions options)
    {
        using var scope = NewDisposeScope();
        var width = others.size(1);
        var precise = others.to(ScalarType.Float64);
        var (values, axes) = linalg.eigh(precise.t().mm(precise)); // HᵀH = V (D / α₀) Vᵀ
        var common = values.clamp_(min: Held(0)).mul_(Held(options.UnobservedWeight)).to(ScalarType.Float32);
        var turned = cat([precise.mm(axes).to(ScalarType.Float32), zeros(1, width)]); // the last is nobody's, and changes no sum
        var back = axes.t().to(ScalarType.Float32);
        rows.zero_();
        foreach (var block in Blocks(partners, width))
        {
            using var blockScope = NewDisposeScope();
            var own = turned.index_select(0, Numbers(partners, block, others.size(0))).view(block.Count, -1, width); // Z, (b, k, d)
            var diagonal = common.add(Penalties(partners, block, others.size(0), options), Held(1)); // Λ, (b, d)
            var solved = own.size(1) < width ? ByInteractions(own, diagonal, options) : ByColumns(own, diagonal, options);
            rows.index_copy_(0, tensor(Array.ConvertAll([.. block], row => (long)row)), solved.mm(back));
        }
    }

    // Rows with interactions, those with about as many together.
    private static IEnumerable<ArraySegment<int>> Blocks(Interactions partners, long width)
    {
        var counts = new int[partners.UserCount];
        for (var row = 0; row < counts.Length; row++)
        {
            counts[row] = partners.ItemsOf(row).Length;
        }

        var order = Enumerable.Range(0, counts.Length).Where(row => counts[row] > 0).OrderBy(row => counts[row]).ToArray();
        for (int first = 0, end; first < order.Length; first = end)
        {
            end = first + 1;
            while (end < order.Length && (end + 1L - first) * counts[order[end]] * width <= BlockEntries)
            {
                end++;
            }

            yield return new ArraySegment<int>(order, first, end - first);
        }
    }

    // Of the interactions of each row, filled up with nobody.
    private static Tensor Numbers(Interactions partners, ArraySegment<int> block, long nobody)
    {
        var most = partners.ItemsOf(block[^1]).Length;
        var numbers = new long[block.Count * most];
        Array.Fill(numbers, nobody);
        for (var row = 0; row < block.Count; row++)
        {
            var own = partners.ItemsOf(block[row]);
            for (var place = 0; place < own.Length; place++)
            {
                numbers[(row * most) + place] = own[place];
            }
        }

        return tensor(numbers);
    }

    // λ r, shape (b, 1).
    private static Tensor Penalties(Interactions partners, ArraySegment<int> block, long otherCount, ImplicitAlsOptions options) =>
        tensor(Array.ConvertAll([.. block], row => (float)(options.VectorPenalty
            * Math.Pow(partners.ItemsOf(row).Length + (options.UnobservedWeight * otherCount), options.FrequencyPower)))).unsqueeze(1);

    private static Tensor ByInteractions(Tensor own, Tensor diagonal, ImplicitAlsOptions options)
    {
        var root = diagonal.rsqrt_();
        own.mul_(root.unsqueeze(1));
        var systems = own.bmm(own.transpose(1, 2));
        systems.diagonal(dim1: 1, dim2: 2).add_(Held(1), Held(1));
        var weights = ones(own.size(0), own.size(1), 1).cholesky_solve(Root(systems, options));
        return own.transpose(1, 2).bmm(weights).squeeze(2).mul_(root);
    }

    private static Tensor ByColumns(Tensor own, Tensor diagonal, ImplicitAlsOptions options)
    {
        var systems = own.transpose(1, 2).bmm(own);
        systems.diagonal(dim1: 1, dim2: 2).add_(diagonal, Held(1));
        return own.sum(1L).unsqueeze(2).cholesky_solve(Root(systems, options)).squeeze(2);
    }

    private static Tensor Root(Tensor systems, ImplicitAlsOptions options)
    {
        try
        {
            return linalg.cholesky(systems);
        }
        catch (System.Runtime.InteropServices.ExternalException exception)
        {
            throw new ArgumentException(
                $"Expected a penalty that makes each row's matrix invertible, got {options.VectorPenalty}; give a larger one.", exception);
        }
    }
}
