using DaRec.Embeddings;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>The directions in which texts vary most about their mean, at one length each: what texts differ in, strongest first.</summary>
/// <remarks>
/// <code>z = √e Qᵀ (t − t̄) / ‖t − t̄‖</code>
/// with the leading eigenvectors Q, (e, r), of the covariance of the centred unit texts. Found in at most 2²⁶/e rows, O(2²⁶ e) time.
/// </remarks>
internal sealed class TextDirections : IDisposable
{
    private const long SampleElements = 1 << 26;
    private const int ExactWidth = 1024; // wider covariances take too long to diagonalise whole
    private const int Spare = 8;
    private const int Iterations = 8;
    private const ulong Seed = 0x5EED;

    private TextDirections(Tensor mean, Tensor basis, Tensor variances) => (Mean, Basis, Variances) = (mean, basis, variances);

    /// <summary>t̄, float32, (e).</summary>
    public Tensor Mean { get; }

    /// <summary>Q, float32, (e, r).</summary>
    public Tensor Basis { get; }

    /// <summary>The mean square of z along each direction, float64, (r), descending until they are turned.</summary>
    public Tensor Variances { get; }

    /// <summary>The leading directions of a table, no more than it is wide.</summary>
    public static TextDirections Find(FrozenEmbeddings texts, int rank)
    {
        using var scope = NewDisposeScope();
        var every = Math.Max(1, (texts.Count * texts.Width + SampleElements - 1) / SampleElements); // a row of so many
        var sum = zeros(texts.Width, dtype: ScalarType.Float64);
        texts.ForEachBlock((_, block) => sum.add_(block.sum(0L, type: ScalarType.Float64), Held(1)), device: CPU);
        var mean = sum.div(Held(texts.Count)).to(ScalarType.Float32);
        var covariance = zeros(texts.Width, texts.Width, dtype: ScalarType.Float64);
        var rows = 0L;
        texts.ForEachBlock((first, block) =>
        {
            var start = (every - (first % every)) % every;
            if (start < block.size(0))
            {
                var unit = Rows.Normalize(block.slice(0, start, block.size(0), every).sub(mean));
                covariance.add_(unit.t().mm(unit), Held(1));
                rows += unit.size(0);
            }
        }, device: CPU);

        var (values, vectors) = Leading(covariance.mul_(Held((double)texts.Width / rows)), Math.Min(rank, texts.Width));
        return new TextDirections(
            mean.DetachFromDisposeScope(), vectors.to(ScalarType.Float32).DetachFromDisposeScope(), values.DetachFromDisposeScope());
    }

    /// <summary>z of a table, float32, (n, r).</summary>
    public Tensor Apply(FrozenEmbeddings texts)
    {
        using var scope = NewDisposeScope();
        var result = empty(texts.Count, Basis.size(1));
        texts.ForEachBlock((first, block) => result.narrow(0, first, block.size(0)).copy_(Apply(block)), device: CPU);
        return result.MoveToOuterDisposeScope();
    }

    /// <summary>Other axes of the same space, as an orthogonal matrix turns them, float64, (r, r).</summary>
    public TextDirections Turn(Tensor axes)
    {
        using var scope = NewDisposeScope();
        var variances = axes.pow(Held(2)).mul(Variances.unsqueeze(1)).sum(0L);
        return new TextDirections(
            Mean.clone().DetachFromDisposeScope(),
            Basis.to(ScalarType.Float64).mm(axes).to(ScalarType.Float32).contiguous().DetachFromDisposeScope(),
            variances.DetachFromDisposeScope());
    }

    public void Dispose()
    {
        Mean.Dispose();
        Basis.Dispose();
        Variances.Dispose();
    }

    private Tensor Apply(Tensor texts) => Rows.Normalize(texts.sub(Mean)).mm(Basis).mul_(Held(Math.Sqrt(Mean.size(0))));

    // The largest eigenvalues, descending, (r), and their eigenvectors, (e, r).
    private static (Tensor Values, Tensor Vectors) Leading(Tensor symmetric, int rank)
    {
        var width = symmetric.size(0);
        var basis = eye(width, dtype: ScalarType.Float64);
        if (width > ExactWidth)
        {
            using var generator = new Generator(Seed);
            basis = randn(width, Math.Min(width, rank + Spare), dtype: ScalarType.Float64, generator: generator);
            for (var iteration = 0; iteration < Iterations; iteration++)
            {
                basis = linalg.qr(symmetric.mm(basis)).Q;
            }

            symmetric = basis.t().mm(symmetric).mm(basis);
        }

        var (values, vectors) = linalg.eigh(symmetric); // ascending
        var first = values.size(0) - rank;
        return (values.narrow(0, first, rank).flip(0).clamp_min(Held(0)), basis.mm(vectors.narrow(1, first, rank).flip(1)));
    }
}
