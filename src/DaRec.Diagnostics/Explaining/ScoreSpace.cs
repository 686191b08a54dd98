using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Diagnostics.Explaining;

/// <summary>Rows whose cosines say how alike two items are to the users, or two users to the items.</summary>
/// <remarks>
/// A recommender scores by inner products, ⟨u, i⟩. The columns of its tables have no units of their own: one may be large where no user
/// weighs it. What can be compared is the scores, so that
/// <code>
/// cos(x_i, x_j) = corr over users u of (⟨u, i⟩, ⟨u, j⟩),   x_i = Λ^½ Vᵀ i,   Cov(users) = V Λ Vᵀ
/// </code>
/// Two items are alike where the same users score them above their means. Tables of different widths, a recommender alone and the same one
/// with a text score, compare. O((n_u + n_i) d² + d³).
/// </remarks>
public static class ScoreSpace
{
    private const double Rounding = 1e-10; // of the largest variance: less is rounding

    /// <summary>Items as the users score them.</summary>
    /// <param name="users">What users are ranked with, shape (n_u, d), n_u ≥ 2.</param>
    /// <param name="items">What items are ranked with, shape (n_i, d).</param>
    /// <returns>Float32, shape (n_i, r), r ≤ d, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">No two matrices of one width, or rows that are not finite.</exception>
    public static Tensor Items(Tensor users, Tensor items) => Map(items, users, nameof(items), nameof(users));

    /// <summary>Users as they score the items.</summary>
    /// <param name="users">What users are ranked with, shape (n_u, d).</param>
    /// <param name="items">What items are ranked with, shape (n_i, d), n_i ≥ 2.</param>
    /// <returns>Float32, shape (n_u, r), r ≤ d, to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">No two matrices of one width, or rows that are not finite.</exception>
    public static Tensor Users(Tensor users, Tensor items) => Map(users, items, nameof(users), nameof(items));

    private static Tensor Map(Tensor rows, Tensor judges, string name, string judgesName)
    {
        Guard.Matrix(rows, minRows: 1, name);
        Guard.Matrix(judges, minRows: 2, judgesName);
        Guard.Width(judges, rows.size(1), judgesName);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var centered = Rows.Center(HostReads.ToCpu(judges.detach()).to(ScalarType.Float32));
        var covariance = centered.t().mm(centered).to(ScalarType.Float64).div(Held(judges.size(0)));
        if (!HostReads.IsTrue(covariance.isfinite().all()))
        {
            throw new ArgumentException("Expected finite rows, got NaN or infinity; has training diverged?", judgesName);
        }

        var (values, axes) = linalg.eigh(covariance); // ascending
        var largest = HostReads.ToDouble(values[-1]);
        var kept = Math.Max(1, HostReads.ToArray<double>(values).Count(value => value > Rounding * largest));
        var first = values.size(0) - kept;
        var map = axes.narrow(1, first, kept).mul(values.narrow(0, first, kept).clamp_min(Held(0)).sqrt()); // V Λ^½, (d, r)
        return HostReads.ToCpu(rows.detach()).to(ScalarType.Float32).mm(map.flip(1).to(ScalarType.Float32)).MoveToOuterDisposeScope();
    }
}
