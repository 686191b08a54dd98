using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Small seeded tensors and what tests ask of them.</summary>
internal static class Tensors
{
    public static Tensor Random(long rows, long columns, ulong seed = 1, ScalarType dtype = ScalarType.Float64)
    {
        using var generator = new Generator(seed);
        return randn([rows, columns], dtype: dtype, generator: generator);
    }

    public static Tensor Leaf(this Tensor values) => values.detach().clone().requires_grad_();

    public static double[,] ToArray(this Tensor matrix)
    {
        using var scope = NewDisposeScope();
        var values = matrix.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
        var array = new double[matrix.size(0), matrix.size(1)];
        Buffer.BlockCopy(values, 0, array, 0, values.Length * sizeof(double));
        return array;
    }

    public static double[] ToVector(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).cpu().contiguous().data<double>().ToArray();
    }

    /// <summary>max |a − b| / max(1, max |b|).</summary>
    public static double Difference(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        if (!a.shape.SequenceEqual(b.shape))
        {
            throw new ArgumentException($"Shapes differ: [{string.Join(", ", a.shape)}] and [{string.Join(", ", b.shape)}].");
        }

        var (x, y) = (a.detach().to(ScalarType.Float64), b.detach().to(ScalarType.Float64));
        return x.sub(y).abs().max().ToDouble() / Math.Max(1, y.abs().max().ToDouble());
    }

    /// <summary>max |a − b| / max |b|, for tensors that are small throughout.</summary>
    public static double RelativeDifference(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (a.detach().to(ScalarType.Float64), b.detach().to(ScalarType.Float64));
        return x.sub(y).abs().max().ToDouble() / Math.Max(1e-30, y.abs().max().ToDouble());
    }

    /// <summary>Value and gradient of a scalar function of one tensor.</summary>
    public static (Tensor Value, Tensor Gradient) Differentiate(Func<Tensor, Tensor> function, Tensor at)
    {
        using var scope = NewDisposeScope();
        var leaf = at.Leaf();
        var value = function(leaf);
        value.backward();
        return (value.detach().MoveToOuterDisposeScope(), leaf.grad!.clone().MoveToOuterDisposeScope());
    }

    /// <summary>A random rotation of d dimensions.</summary>
    public static Tensor Rotation(long d, ulong seed = 7)
    {
        using var scope = NewDisposeScope();
        return linalg.qr(Random(d, d, seed)).Q.MoveToOuterDisposeScope();
    }
}
