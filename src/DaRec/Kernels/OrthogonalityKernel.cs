using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Value and gradients of the mean squared cosine of matching rows, on the CPU in one pass.</summary>
/// <remarks>
/// <code>∂cos²/∂x = 2 cos (ŷ − cos x̂) / (n ‖x‖)</code>
/// A zero row has cosine 0 and gets no gradient. O(n d).
/// </remarks>
internal static unsafe class OrthogonalityKernel
{
    private const int BlockRows = 256;

    public static (Tensor Value, Tensor GradientA, Tensor GradientB) ValueAndGradient(Tensor a, Tensor b)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (gradientA, gradientB) = (empty_like(a), empty_like(b));
        var value = a.dtype == ScalarType.Float32
            ? Run<float>(a.contiguous(), b.contiguous(), gradientA, gradientB)
            : Run<double>(a.contiguous(), b.contiguous(), gradientA, gradientB);
        return (
            tensor(value, dtype: a.dtype).MoveToOuterDisposeScope(),
            gradientA.MoveToOuterDisposeScope(),
            gradientB.MoveToOuterDisposeScope());
    }

    private static double Run<T>(Tensor a, Tensor b, Tensor gradientA, Tensor gradientB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (n, d) = (a.size(0), (int)a.size(1));
        nint x = (nint)TensorMemory.Address(a), y = (nint)TensorMemory.Address(b);
        nint gx = (nint)TensorMemory.Address(gradientA), gy = (nint)TensorMemory.Address(gradientB);
        var sums = new double[(n + BlockRows - 1) / BlockRows];
        TorchThreads.For(sums.Length, block =>
        {
            for (var row = (long)block * BlockRows; row < Math.Min(n, (block + 1L) * BlockRows); row++)
            {
                var at = row * d;
                sums[block] += Row((T*)x + at, (T*)y + at, (T*)gx + at, (T*)gy + at, d, T.CreateChecked(2.0 / n));
            }
        });
        return sums.Sum() / n;
    }

    // cos² of one pair of rows, and both gradients.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Row<T>(T* x, T* y, T* gx, T* gy, int d, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (scaleX, scaleY) = (InverseLargest(x, d), InverseLargest(y, d));
        var (squareX, squareY, product) = (T.Zero, T.Zero, T.Zero);
        for (var c = 0; c < d; c++)
        {
            var (u, v) = (x[c] * scaleX, y[c] * scaleY);
            squareX += u * u;
            squareY += v * v;
            product += u * v;
        }

        var inverseX = squareX == T.Zero ? T.Zero : scaleX / T.Sqrt(squareX);
        var inverseY = squareY == T.Zero ? T.Zero : scaleY / T.Sqrt(squareY);
        var cosine = squareX == T.Zero || squareY == T.Zero ? T.Zero : product / T.Sqrt(squareX * squareY);
        var (stepX, stepY) = (factor * cosine * inverseX, factor * cosine * inverseY);
        for (var c = 0; c < d; c++)
        {
            var (u, v) = (x[c] * inverseX, y[c] * inverseY);
            gx[c] = stepX * (v - (cosine * u));
            gy[c] = stepY * (u - (cosine * v));
        }

        return double.CreateChecked(cosine) * double.CreateChecked(cosine);
    }

    // Squares of very short or long rows would vanish or overflow.
    private static T InverseLargest<T>(T* row, int d)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var largest = T.Zero;
        for (var c = 0; c < d; c++)
        {
            largest = T.Max(largest, T.Abs(row[c]));
        }

        return largest == T.Zero ? T.Zero : T.MinNumber(T.One / largest, T.CreateChecked(1e37));
    }
}
