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
/// columns can be appended to them (<see cref="Evidence.TextEvidence"/>). Cost of a sweep: O(interactions · d² + (n_u + n_i) d³).
/// </remarks>
public static class ImplicitAls
{
    private const int BlockRows = 128;

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
        var shared = others.t().mm(others).mul_(Held(options.UnobservedWeight)); // (d, d)
        for (var first = 0; first < partners.UserCount; first += BlockRows)
        {
            using var blockScope = NewDisposeScope();
            var count = Math.Min(BlockRows, partners.UserCount - first);
            var systems = shared.unsqueeze(0).repeat(count, 1, 1); // (b, d, d)
            var targets = zeros(count, others.size(1), 1);
            for (var row = 0; row < count; row++)
            {
                Add(systems[row], targets[row], partners.ItemsOf(first + row), others, options);
            }

            rows.narrow(0, first, count).copy_(targets.cholesky_solve(Root(systems, options)).squeeze(2));
        }
    }

    private static void Add(Tensor system, Tensor target, ReadOnlySpan<int> numbers, Tensor others, ImplicitAlsOptions options)
    {
        using var scope = NewDisposeScope();
        var penalty = options.VectorPenalty * Math.Pow(numbers.Length + (options.UnobservedWeight * others.size(0)), options.FrequencyPower);
        system.diagonal().add_(Held(penalty), Held(1));
        if (numbers.Length > 0)
        {
            var own = others.index_select(0, tensor(numbers.ToArray(), dtype: ScalarType.Int64)); // (|N|, d)
            system.addmm_(own.t(), own, beta: 1, alpha: 1);
            target.copy_(own.sum(0L).unsqueeze(1));
        }
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
