using System.Buffers;
using DaRec.Data;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>Rows whose inner products with fixed rows are 1 for what was taken and small for all else, each near a prior.</summary>
/// <remarks>
/// <code>
/// x_n = argmin  Σ_{m taken by n} (1 − ⟨x, y_m⟩)² + α Σ_m ⟨x, y_m⟩² + λ ‖x − t_n‖²
///     = (G + Y_nᵀ Y_n)⁻¹ (λ t_n + Σ_{m taken by n} y_m),   G = α YᵀY + λ I
/// </code>
/// with Y_n the rows that n took: half a step of implicit alternating least squares. Where n took fewer than r rows, G⁻¹ is shared and
/// a matrix of those rows alone is solved:
/// <code>x_n = x⁰ + G⁻¹ Y_nᵀ (I + Y_n G⁻¹ Y_nᵀ)⁻¹ (1 − Y_n x⁰),   x⁰ = λ G⁻¹ t_n</code>
/// O(m r²) for the shared part, then O(k² r + k³) for k taken rows, or O(k r² + r³) where k &gt; r.
/// </remarks>
internal static class RidgeRows
{
    /// <summary>Solves every row.</summary>
    /// <param name="taken">What each of n rows took of the m others.</param>
    /// <param name="others">Y, float32, (m, r).</param>
    /// <param name="prior">t, float32, (n, r); null for 0.</param>
    /// <param name="unobserved">α ≥ 0, the weight of a pair as one that was not taken.</param>
    /// <param name="ridge">λ &gt; 0.</param>
    /// <returns>x, float32, (n, r), in the caller's dispose scope.</returns>
    public static Tensor Solve(Interactions taken, Tensor others, Tensor? prior, double unobserved, double ridge)
    {
        using var scope = NewDisposeScope();
        var (count, width) = (taken.UserCount, (int)others.size(1));
        var gram = others.t().mm(others).to(ScalarType.Float64).mul_(Held(unobserved));
        gram.diagonal().add_(Held(ridge), Held(1));
        var inverse = linalg.inv(gram).to(ScalarType.Float32);
        var start = prior is null ? zeros(count, width) : prior.mm(inverse).mul_(Held(ridge)); // x⁰
        var rows = new Systems(
            width,
            TensorMemory.ToArray<float>(others.contiguous()),
            TensorMemory.ToArray<float>(others.mm(inverse)),
            TensorMemory.ToArray<double>(gram.contiguous()),
            TensorMemory.ToArray<float>(start),
            prior is null ? null : TensorMemory.ToArray<float>(prior.contiguous()),
            ridge);
        Parallel.For(0, count, user =>
        {
            var own = taken.ItemsOf(user);
            if (own.Length > width)
            {
                rows.SolveWhole(user, own);
            }
            else if (own.Length > 0)
            {
                rows.SolveTaken(user, own);
            }
        });
        return tensor(rows.Solved).view(count, width).MoveToOuterDisposeScope();
    }

    private sealed record Systems(
        int Width, float[] Others, float[] Mapped, double[] Gram, float[] Solved, float[]? Prior, double Ridge)
    {
        // By the taken rows' own matrix, (k, k).
        public void SolveTaken(int row, ReadOnlySpan<int> own)
        {
            var count = own.Length;
            var target = Solved.AsSpan(row * Width, Width);
            var floats = ArrayPool<float>.Shared.Rent(((2 * Width) + count) * count);
            var doubles = ArrayPool<double>.Shared.Rent((count + 1) * count);
            var taken = floats.AsSpan(0, count * Width);
            var mapped = floats.AsSpan(count * Width, count * Width);
            var products = floats.AsSpan(2 * count * Width, count * count);
            var matrix = doubles.AsSpan(0, count * count);
            var solution = doubles.AsSpan(count * count, count);
            Gather(Others, own, taken);
            Gather(Mapped, own, mapped);
            InnerProducts.Compute(mapped, count, taken, count, Width, products, count);
            for (var at = 0; at < matrix.Length; at++)
            {
                matrix[at] = products[at];
            }

            for (var at = 0; at < count; at++)
            {
                matrix[(at * count) + at] += 1;
                solution[at] = 1 - Dot(taken.Slice(at * Width, Width), target);
            }

            Cholesky.Factor(matrix, count);
            Cholesky.Solve(matrix, solution);
            for (var at = 0; at < count; at++)
            {
                AddScaled(target, (float)solution[at], mapped.Slice(at * Width, Width));
            }

            ArrayPool<float>.Shared.Return(floats);
            ArrayPool<double>.Shared.Return(doubles);
        }

        // By the whole matrix, (r, r).
        public void SolveWhole(int row, ReadOnlySpan<int> own)
        {
            var count = own.Length;
            var target = Solved.AsSpan(row * Width, Width);
            var (columns, products) = (new float[Width * count], new float[Width * Width]); // Y_nᵀ, (r, k)
            var (matrix, solution) = ((double[])Gram.Clone(), new double[Width]);
            for (var at = 0; at < count; at++)
            {
                var other = Others.AsSpan(own[at] * Width, Width);
                for (var column = 0; column < Width; column++)
                {
                    columns[(column * count) + at] = other[column];
                    solution[column] += other[column];
                }
            }

            InnerProducts.Compute(columns, Width, columns, Width, count, products, Width);
            for (var at = 0; at < matrix.Length; at++)
            {
                matrix[at] += products[at];
            }

            for (var column = 0; Prior is not null && column < Width; column++)
            {
                solution[column] += Ridge * Prior[(row * Width) + column];
            }

            Cholesky.Factor(matrix, Width);
            Cholesky.Solve(matrix, solution);
            for (var column = 0; column < Width; column++)
            {
                target[column] = (float)solution[column];
            }
        }

        private void Gather(float[] table, ReadOnlySpan<int> own, Span<float> rows)
        {
            for (var at = 0; at < own.Length; at++)
            {
                table.AsSpan(own[at] * Width, Width).CopyTo(rows[(at * Width)..]);
            }
        }

        private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
        {
            var sum = 0.0;
            for (var at = 0; at < a.Length; at++)
            {
                sum += (double)a[at] * b[at];
            }

            return sum;
        }

        private static void AddScaled(Span<float> target, float factor, ReadOnlySpan<float> added)
        {
            for (var at = 0; at < target.Length; at++)
            {
                target[at] += factor * added[at];
            }
        }
    }
}
