using DaRec.Kernels;
using MathNet.Numerics.LinearAlgebra;

namespace DaRec.Text.Hashing;

/// <summary>The directions of feature space in which the texts of a corpus vary most: a randomised SVD of their sparse matrix.</summary>
/// <remarks>
/// Subspace iteration on AᵀA (Halko, Martinsson and Tropp, 2011) with at least <see cref="Spare"/> more directions than are wanted, made
/// orthonormal through their l × l matrix of inner products. Sums run in an order of their own: the bits of the result do not depend
/// on the number of threads. O(entries · l + m l²) time, 4 m l bytes.
/// </remarks>
internal static unsafe class LeadingFeatures
{
    private const int Spare = 8;
    private const int Iterations = 3;
    private const int MostPasses = 4;
    private const double OrthonormalError = 1e-5;
    private const double Vanishing = 1e-9; // of the largest eigenvalue: below, there is rounding alone

    private const int BlockRows = 32 * TileProduct.RowsTogether;
    private const int Groups = 16;

    /// <summary>The columns of the result: those wanted, some to spare, and a whole number of strips.</summary>
    public static int PaddedWidth(int width) => (width + Spare + SparseProduct.Strip - 1) / SparseProduct.Strip * SparseProduct.Strip;

    /// <summary>Orthonormal columns by falling singular value, zero where there are no more: (m, <see cref="PaddedWidth"/>).</summary>
    public static float[] Find(WeightedTexts texts, int width, ulong seed)
    {
        var padded = PaddedWidth(width);
        var basis = RandomSigns(texts.Weights.Columns, padded, seed);
        for (var iteration = 1; iteration <= Iterations; iteration++)
        {
            SparseProduct.Square(texts, basis, padded);
            Orthonormalize(basis, padded, iteration < Iterations ? 1 : MostPasses);
        }

        // Rayleigh and Ritz: the best directions within the span.
        var gram = Gram(texts.Count, padded, (text, row) =>
        {
            fixed (float* x = basis)
            {
                var entries = texts.Row(text, out var scale);
                SparseProduct.Row(entries, scale, texts.Weights, x, padded, row);
            }
        });
        Rotate(basis, padded, gram, normalize: false);
        FixSigns(basis, padded);
        return basis;
    }

    private static float[] RandomSigns(int rows, int width, ulong seed)
    {
        var signs = new float[checked(rows * width)];
        for (var i = 0; i < signs.Length; i++)
        {
            signs[i] = (StableHash.Mix(seed + ((ulong)i * 0x9E3779B97F4A7C15)) & 1) == 0 ? 1 : -1;
        }

        return signs;
    }

    private static void Orthonormalize(float[] basis, int width, int passes)
    {
        for (var pass = 0; pass < passes; pass++)
        {
            var gram = Gram(basis.Length / width, width, (row, target) =>
                basis.AsSpan(row * width, width).CopyTo(new Span<float>(target, width)));
            if (pass > 0 && IsIdentity(gram, width))
            {
                break;
            }

            Rotate(basis, width, gram, normalize: true);
        }
    }

    // Zero columns are allowed: there were no more directions.
    private static bool IsIdentity(double[] gram, int width)
    {
        for (var i = 0; i < gram.Length; i++)
        {
            var isDiagonal = i / width == i % width;
            if (Math.Abs(gram[i] - (isDiagonal && gram[i] > 0.5 ? 1 : 0)) > OrthonormalError)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The l × l inner products of the columns of a matrix whose rows come one by one.</summary>
    private static double[] Gram(int rows, int width, RowSource source)
    {
        var blocks = (rows + BlockRows - 1) / BlockRows;
        var groups = Math.Min(Groups, blocks);
        var sums = new double[groups][];
        HashingThreads.For(groups, group =>
        {
            using var workspace = new Workspace();

            // Columns go in sixes: the last of them reach into the row below, and what they give is not read.
            var padded = (width + TileProduct.RowsTogether - 1) / TileProduct.RowsTogether * TileProduct.RowsTogether;
            var block = workspace.TakeZeros<float>(((long)BlockRows * width) + TileProduct.RowsTogether);
            var products = workspace.Take<float>((long)padded * width);
            var sum = new double[width * width];
            for (var number = group * blocks / groups; number < (group + 1) * blocks / groups; number++)
            {
                var count = Math.Min(BlockRows, rows - (number * BlockRows));
                for (var row = 0; row < count; row++)
                {
                    source((number * BlockRows) + row, block + ((long)row * width));
                }

                TileProduct.Multiply(block, 1, width, block, width, products, width, padded, count, width, add: false);
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += products[i];
                }
            }

            sums[group] = sum;
        });
        for (var group = 1; group < groups; group++)
        {
            for (var i = 0; i < sums[0].Length; i++)
            {
                sums[0][i] += sums[group][i];
            }
        }

        return sums[0];
    }

    /// <summary>X := X U by falling eigenvalue Λ of the symmetric matrix U Λ Uᵀ, or X U Λ^(−1/2); zero where Λ vanishes.</summary>
    private static void Rotate(float[] basis, int width, double[] symmetric, bool normalize)
    {
        var factors = Matrix<double>.Build.DenseOfColumnMajor(width, width, symmetric).Evd(Symmetricity.Symmetric);
        var order = Enumerable.Range(0, width).OrderByDescending(i => factors.EigenValues[i].Real).ToArray();
        var largest = factors.EigenValues[order[0]].Real;
        var rotation = new float[width * width];
        for (var column = 0; column < width; column++)
        {
            var value = factors.EigenValues[order[column]].Real;
            var scale = !(value > largest * Vanishing) ? 0 : normalize ? 1 / Math.Sqrt(value) : 1;
            for (var row = 0; row < width; row++)
            {
                rotation[(row * width) + column] = (float)(scale * factors.EigenVectors[row, order[column]]);
            }
        }

        var rows = basis.Length / width;
        HashingThreads.For((rows + BlockRows - 1) / BlockRows, number =>
        {
            using var workspace = new Workspace();
            var block = workspace.TakeZeros<float>(BlockRows * width);
            var product = workspace.Take<float>(BlockRows * width);
            var target = basis.AsSpan(number * BlockRows * width, Math.Min(BlockRows, rows - (number * BlockRows)) * width);
            target.CopyTo(new Span<float>(block, target.Length));
            fixed (float* factor = rotation)
            {
                TileProduct.Multiply(block, width, 1, factor, width, product, width, BlockRows, width, width, add: false);
            }

            new ReadOnlySpan<float>(product, target.Length).CopyTo(target);
        });
    }

    // A direction is one up to its sign: its largest element is made positive.
    private static void FixSigns(float[] basis, int width)
    {
        var largest = new float[width];
        for (var i = 0; i < basis.Length; i++)
        {
            var column = i % width;
            if (Math.Abs(basis[i]) > Math.Abs(largest[column]))
            {
                largest[column] = basis[i];
            }
        }

        for (var i = 0; i < basis.Length; i++)
        {
            basis[i] = largest[i % width] < 0 ? -basis[i] : basis[i];
        }
    }

    private delegate void RowSource(int row, float* target);
}
