using System.Diagnostics;

namespace DaRec.Internal;

/// <summary>Solves A x = b for a symmetric positive definite A in float64. Only the lower triangle of A is read.</summary>
internal static class Cholesky
{
    /// <summary>Replaces the lower triangle of A with L, A = L Lᵀ. O(d³ / 6) multiplications.</summary>
    /// <param name="matrix">A, row by row, shape (d, d).</param>
    /// <param name="size">d.</param>
    public static void Factor(Span<double> matrix, int size)
    {
        Debug.Assert(matrix.Length >= size * size, "a matrix of another size");
        for (var row = 0; row < size; row++)
        {
            var own = matrix.Slice(row * size, size);
            for (var column = 0; column < row; column++)
            {
                var other = matrix.Slice(column * size, size);
                own[column] = (own[column] - DoubleMath.Dot(own[..column], other[..column])) / other[column];
            }

            // The sum of squares can come out above A's diagonal by rounding alone, where A is nearly singular.
            var pivot = own[row] - DoubleMath.Dot(own[..row], own[..row]);
            own[row] = Math.Sqrt(Math.Max(pivot, own[row] * 1e-14));
        }
    }

    /// <summary>Replaces b with x.</summary>
    /// <param name="factor">L of <see cref="Factor"/>.</param>
    /// <param name="vector">b, shape (d).</param>
    public static void Solve(ReadOnlySpan<double> factor, Span<double> vector)
    {
        var size = vector.Length;
        for (var row = 0; row < size; row++)
        {
            var own = factor.Slice(row * size, size);
            vector[row] = (vector[row] - DoubleMath.Dot(own[..row], vector[..row])) / own[row];
        }

        for (var row = size - 1; row >= 0; row--)
        {
            var own = factor.Slice(row * size, size);
            vector[row] /= own[row];
            DoubleMath.AddScaled(vector[..row], -vector[row], own[..row]);
        }
    }
}
