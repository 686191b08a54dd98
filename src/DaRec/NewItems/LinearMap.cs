using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.NewItems;

/// <summary>Ridge regression of embeddings on texts.</summary>
/// <remarks><code>v(z) = W z + v̄ − W z̄,   W = argmin Σⱼ ‖vⱼ − v̄ − W (zⱼ − z̄)‖² + λ ‖W‖²</code></remarks>
internal sealed class LinearMap : TextMap
{
    private const double UnitPenalty = 3; // λ for texts of unit length; 1 to 10 rank alike

    private readonly float[] _matrix; // W, (d, r)
    private readonly float[] _offset; // (d)

    /// <param name="matrix">W, row by row, (d, r).</param>
    /// <param name="offset">v̄ − W z̄, (d).</param>
    public LinearMap(float[] matrix, float[] offset) => (_matrix, _offset) = (matrix, offset);

    public ReadOnlySpan<float> Matrix => _matrix;

    public ReadOnlySpan<float> Offset => _offset;

    /// <summary>Fits the map.</summary>
    /// <param name="texts">z of the known items, (n, r).</param>
    /// <param name="values">Their embeddings, (n, d).</param>
    /// <param name="squaredLength">e, the squared length of a whole text.</param>
    public static LinearMap Fit(Tensor texts, Tensor values, double squaredLength)
    {
        using var scope = NewDisposeScope();
        var (x, y) = (texts.to(ScalarType.Float64), values.to(ScalarType.Float64));
        var (meanX, meanY) = (x.mean([0L], keepdim: true), y.mean([0L], keepdim: true));
        x = x.sub(meanX);
        var gram = x.t().mm(x);
        gram.diagonal().add_(Held(UnitPenalty * squaredLength));
        var weights = linalg.solve(gram, x.t().mm(y.sub(meanY))); // (r, d)
        var offset = meanY.sub(meanX.mm(weights));
        return new LinearMap(
            TensorMemory.ToArray<float>(weights.t().to(ScalarType.Float32).contiguous()),
            TensorMemory.ToArray<float>(offset.to(ScalarType.Float32).contiguous()));
    }

    public override void Place(ReadOnlySpan<float> texts, int count, Span<float> rows, int stride)
    {
        var width = _offset.Length;
        InnerProducts.Compute(texts, count, _matrix, width, _matrix.Length / width, rows, stride);
        for (var row = 0; row < count; row++)
        {
            RowMath.AddTo(rows.Slice(row * stride, width), _offset);
        }
    }
}
