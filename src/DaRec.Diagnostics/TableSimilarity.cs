using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>How alike two tables are whose rows belong to the same items, whatever their widths.</summary>
/// <remarks>
/// All figures are computed in float64. Neither a rotation of a table nor a common scale changes them. X and Y below are the tables less
/// the mean of their rows.
/// </remarks>
public static class TableSimilarity
{
    /// <summary>Linear centred kernel alignment (Kornblith et al., 2019), in [0, 1]: 1 where one table is a rotation of the other.</summary>
    /// <remarks>
    /// <code>CKA = ‖XᵀY‖² / (‖XᵀX‖ ‖YᵀY‖)</code>
    /// with Frobenius norms. It is above 0 for unrelated tables where n is not far above the widths; see <see cref="DebiasedCka"/>. Cost: O(n d e).
    /// </remarks>
    /// <param name="a">Shape (n, d), n ≥ 2.</param>
    /// <param name="b">Shape (n, e), row i for the item of row i of <paramref name="a"/>.</param>
    /// <returns>NaN where all rows of a table are the same.</returns>
    /// <exception cref="ArgumentException">Tables of other row counts, or NaN or infinity; the message names the row.</exception>
    public static double LinearCka(Tensor a, Tensor b) => OnCentered(a, b, 2, (x, y) =>
        Squares(x.t().mm(y)) / Math.Sqrt(Squares(x.t().mm(x)) * Squares(y.t().mm(y))));

    /// <summary>Linear CKA from unbiased estimates: 0 on average for unrelated tables, at any n and width; ≤ 1, and sometimes below 0.</summary>
    /// <remarks>
    /// <code>CKA = h(X, Y) / √(h(X, X) h(Y, Y))
    /// h(X, Y) = ‖XᵀY‖² − n/(n − 2) Σᵢ ‖xᵢ‖²‖yᵢ‖² + ‖X‖²‖Y‖² / ((n − 1)(n − 2))</code>
    /// h is the unbiased estimate of the Hilbert–Schmidt independence criterion (Song et al., 2012) for linear kernels, times n (n − 3).
    /// Cost: O(n d e).
    /// </remarks>
    /// <param name="a">Shape (n, d), n ≥ 4.</param>
    /// <param name="b">Shape (n, e).</param>
    /// <returns>NaN where an estimate below the root is not positive.</returns>
    /// <exception cref="ArgumentException">As <see cref="LinearCka"/>.</exception>
    public static double DebiasedCka(Tensor a, Tensor b) => OnCentered(a, b, 4, (x, y) =>
    {
        var (of, with) = (x.pow(Held(2)).sum(1), y.pow(Held(2)).sum(1)); // (n)
        return Criterion(x, y, of, with) / Math.Sqrt(Criterion(x, x, of, of) * Criterion(y, y, with, with));
    });

    /// <summary>What is left between the tables after the best rotation, both scaled to length 1 (Ding et al., 2021), in [0, 2]: 0 where one is a rotation of the other.</summary>
    /// <remarks>
    /// <code>min_Q ‖X/‖X‖ − Y/‖Y‖ Q‖² = 2 − 2 ‖XᵀY‖₊ / (‖X‖ ‖Y‖)</code>
    /// with ‖·‖₊ the sum of singular values; the narrower table is filled up with zeros. Cost: O(n d e + d e min(d, e)).
    /// </remarks>
    /// <param name="a">Shape (n, d), n ≥ 2.</param>
    /// <param name="b">Shape (n, e).</param>
    /// <returns>NaN where all rows of a table are the same.</returns>
    /// <exception cref="ArgumentException">As <see cref="LinearCka"/>.</exception>
    public static double ProcrustesDistance(Tensor a, Tensor b) => 2 - (2 * RotatedCosine(a, b));

    /// <summary>The disparity that scipy.spatial.procrustes returns: as <see cref="ProcrustesDistance"/>, with the best scale too, in [0, 1].</summary>
    /// <remarks><code>1 − (‖XᵀY‖₊ / (‖X‖ ‖Y‖))²</code></remarks>
    /// <param name="a">Shape (n, d), n ≥ 2.</param>
    /// <param name="b">Shape (n, e).</param>
    /// <returns>NaN where all rows of a table are the same.</returns>
    /// <exception cref="ArgumentException">As <see cref="LinearCka"/>.</exception>
    public static double ProcrustesDisparity(Tensor a, Tensor b) => 1 - Math.Pow(RotatedCosine(a, b), 2);

    /// <summary>The correlation of both tables' cosines over all pairs i ≠ j, in [−1, 1]: whether rows that are alike in one are alike in the other.</summary>
    /// <remarks>
    /// The global term of the alignment also falls where both sides lose all structure; this does not rise then. Rows are not centred.
    /// From Gram matrices, O(n d e):
    /// <code>Σᵢⱼ cos(aᵢ, aⱼ) cos(bᵢ, bⱼ) = ‖ÂᵀB̂‖²</code>
    /// </remarks>
    /// <param name="a">None of the rows zero, shape (n, d), n ≥ 3.</param>
    /// <param name="b">Likewise, shape (n, e).</param>
    /// <returns>NaN where a table's cosines are all the same.</returns>
    /// <exception cref="ArgumentException">As <see cref="LinearCka"/>.</exception>
    public static double StructureAgreement(Tensor a, Tensor b)
    {
        using var tables = MeasuredTables.Of(a, b, 3);
        using var scope = NewDisposeScope();
        var (x, y) = (Rows.Normalize(tables.A), Rows.Normalize(tables.B));
        return CosineCovariance(x, y) / Math.Sqrt(CosineCovariance(x, x) * CosineCovariance(y, y));
    }

    private static double OnCentered(Tensor a, Tensor b, long minRows, Func<Tensor, Tensor, double> figure)
    {
        using var tables = MeasuredTables.Of(a, b, minRows);
        using var scope = NewDisposeScope();
        return (Unit(tables.A), Unit(tables.B)) is ({ } x, { } y) ? figure(x, y) : double.NaN;

        // At length 1 squares of squares neither vanish nor overflow; no figure sees the scale. Null where all rows are the same.
        static Tensor? Unit(Tensor rows)
        {
            Tensor? centered = Rows.Center(rows);
            var largest = centered.abs().max();
            centered = HostReads.ToDouble(largest) == 0 ? null : centered.div(largest);
            return centered?.div(centered.norm());
        }
    }

    private static double RotatedCosine(Tensor a, Tensor b) =>
        OnCentered(a, b, 2, (x, y) => HostReads.ToDouble(linalg.svdvals(x.t().mm(y)).sum()));

    private static double Criterion(Tensor x, Tensor y, Tensor squaresX, Tensor squaresY)
    {
        var n = (double)x.size(0);
        return Squares(x.t().mm(y))
            - (n / (n - 2) * HostReads.ToDouble(squaresX.dot(squaresY)))
            + (HostReads.ToDouble(squaresX.sum()) * HostReads.ToDouble(squaresY.sum()) / ((n - 1) * (n - 2)));
    }

    private static double CosineCovariance(Tensor x, Tensor y)
    {
        var n = (double)x.size(0);
        return Mean(x.t().mm(y)) - (Mean(x.sum(0L)) * Mean(y.sum(0L)));

        // Over pairs i ≠ j: what is squared and summed counts all pairs, and each of the n others as 1.
        double Mean(Tensor root) => (Squares(root) - n) / (n * (n - 1));
    }

    private static double Squares(Tensor values) => HostReads.ToDouble(values.pow(Held(2)).sum());
}
