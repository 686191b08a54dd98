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

    /// <param name="a">Shape (n, d), with any strides.</param>
    /// <param name="b">Shape (n, d), with any strides.</param>
    /// <param name="needed">Which gradients are computed; null otherwise.</param>
    public static (Tensor Value, Tensor? GradientA, Tensor? GradientB) ValueAndGradient(Tensor a, Tensor b, (bool A, bool B) needed)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (gradientA, gradientB) = (needed.A ? a.new_empty(a.shape) : null, needed.B ? b.new_empty(b.shape) : null);
        var value = a.dtype == ScalarType.Float32
            ? Run<float>(a.contiguous(), b.contiguous(), gradientA, gradientB)
            : Run<double>(a.contiguous(), b.contiguous(), gradientA, gradientB);
        return (
            tensor(value, dtype: a.dtype).MoveToOuterDisposeScope(),
            gradientA?.MoveToOuterDisposeScope(),
            gradientB?.MoveToOuterDisposeScope());
    }

    private static double Run<T>(Tensor a, Tensor b, Tensor? gradientA, Tensor? gradientB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (n, d) = (a.size(0), (int)a.size(1));
        nint x = (nint)TensorMemory.Address(a), y = (nint)TensorMemory.Address(b);
        var gx = gradientA is null ? 0 : (nint)TensorMemory.Address(gradientA);
        var gy = gradientB is null ? 0 : (nint)TensorMemory.Address(gradientB);
        var sums = new double[(n + BlockRows - 1) / BlockRows];
        TorchThreads.For(
            sums.Length,
            block =>
            {
                for (var row = (long)block * BlockRows; row < Math.Min(n, (block + 1L) * BlockRows); row++)
                {
                    var at = row * d;
                    T* ofX = gx == 0 ? null : (T*)gx + at, ofY = gy == 0 ? null : (T*)gy + at;
                    sums[block] += Row((T*)x + at, (T*)y + at, ofX, ofY, d, T.CreateChecked(2.0 / n));
                }
            },
            work: n * (d + 20));
        return sums.Sum() / n;
    }

    // cos² of one pair of rows, and the gradients that are not null.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Row<T>(T* x, T* y, T* gx, T* gy, int d, T factor)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (scaleX, scaleY) = (InverseLargest(x, d), InverseLargest(y, d));
        var lanes = Vector<T>.Count;
        var whole = d - (d % lanes);
        var (squaresX, squaresY, products) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        for (var c = 0; c < whole; c += lanes)
        {
            var (u, v) = (Vector.Load(x + c) * scaleX, Vector.Load(y + c) * scaleY);
            squaresX += u * u;
            squaresY += v * v;
            products += u * v;
        }

        var (squareX, squareY, product) = (Vector.Sum(squaresX), Vector.Sum(squaresY), Vector.Sum(products));
        for (var c = whole; c < d; c++)
        {
            var (u, v) = (x[c] * scaleX, y[c] * scaleY);
            squareX += u * u;
            squareY += v * v;
            product += u * v;
        }

        if (squareX == T.Zero || squareY == T.Zero)
        {
            new Span<T>(gx, gx is null ? 0 : d).Clear();
            new Span<T>(gy, gy is null ? 0 : d).Clear();
            return 0;
        }

        var cosine = product / T.Sqrt(squareX * squareY);
        var (inverseX, inverseY) = (scaleX / T.Sqrt(squareX), scaleY / T.Sqrt(squareY));
        if (gx is not null)
        {
            Gradient(x, y, gx, d, factor * cosine * inverseX, inverseY, cosine * inverseX);
        }

        if (gy is not null)
        {
            Gradient(y, x, gy, d, factor * cosine * inverseY, inverseX, cosine * inverseY);
        }

        return double.CreateChecked(cosine) * double.CreateChecked(cosine);
    }

    // step (other · otherScale − own · ownScale)
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gradient<T>(T* own, T* other, T* gradient, int d, T step, T otherScale, T ownScale)
        where T : unmanaged, INumber<T>
    {
        var lanes = Vector<T>.Count;
        var c = 0;
        for (; c <= d - lanes; c += lanes)
        {
            (((Vector.Load(other + c) * otherScale) - (Vector.Load(own + c) * ownScale)) * step).Store(gradient + c);
        }

        for (; c < d; c++)
        {
            gradient[c] = step * ((other[c] * otherScale) - (own[c] * ownScale));
        }
    }

    // Squares of very short or long rows would vanish or overflow.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T InverseLargest<T>(T* row, int d)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lanes = Vector<T>.Count;
        var whole = d - (d % lanes);
        var vectors = Vector<T>.Zero;
        for (var c = 0; c < whole; c += lanes)
        {
            vectors = Vector.Max(vectors, Vector.Abs(Vector.Load(row + c)));
        }

        var largest = T.Zero;
        for (var lane = 0; lane < lanes; lane++)
        {
            largest = T.Max(largest, vectors[lane]);
        }

        for (var c = whole; c < d; c++)
        {
            largest = T.Max(largest, T.Abs(row[c]));
        }

        return largest < UnitRow.Shortest<T>() ? T.Zero : T.One / largest;
    }
}
