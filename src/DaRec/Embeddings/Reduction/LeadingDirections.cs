using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Embeddings.Reduction;

/// <summary>The directions in which rows of tables vary most, found by a randomised SVD that reads the tables a block at a time.</summary>
/// <remarks>
/// Subspace iteration on XᵀX (Halko, Martinsson and Tropp, 2011): random directions, a few more than are wanted, are multiplied by
/// XᵀX and made orthonormal again, and of their span the best directions are taken. Rows are not centred: texts of one kind share a
/// mean, which then is one of the directions, so that cosines survive with and without centring. Its random start is fixed: the
/// same tables give the same directions. O(n e r) time, O(e r) memory and a block.
/// </remarks>
internal sealed class LeadingDirections : IDisposable
{
    /// <summary>Raised by every change that gives other directions: projections of an earlier version are not used again.</summary>
    public const int Version = 1;

    private const int Spare = 8;
    private const int Iterations = 3;
    private const ulong Seed = 0x5EED;

    private LeadingDirections(Tensor basis, double varianceKept) => (Basis, VarianceKept) = (basis, varianceKept);

    /// <summary>Orthonormal columns, shape (e, r).</summary>
    public Tensor Basis { get; }

    /// <summary>The share of the rows' variance about their mean that a projection onto the basis keeps, in [0, 1].</summary>
    public double VarianceKept { get; }

    /// <summary>The r leading directions of all tables' rows together; r is at most their width.</summary>
    /// <exception cref="InvalidDataException">Rows with NaN or infinity.</exception>
    public static LeadingDirections Find(IReadOnlyList<FrozenEmbeddings> tables, int rank)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(Seed);
        long width = tables[0].Width;
        var basis = linalg.qr(randn(width, Math.Min(width, rank + Spare), generator: generator)).Q; // (e, r + spare)
        var sum = zeros(width, dtype: ScalarType.Float64);
        var (squares, count) = (0.0, tables.Sum(table => table.Count));
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var product = zeros_like(basis);
            foreach (var table in tables)
            {
                table.ForEachBlock((_, block) =>
                {
                    product.add_(block.t().mm(block.mm(basis)), Held(1));
                    if (iteration == 0)
                    {
                        squares += HostReads.ToDouble(block.to(ScalarType.Float64).pow(Held(2)).sum());
                        sum.add_(block.sum(0L, type: ScalarType.Float64), Held(1));
                    }
                }, device: CPU);
            }

            if (!double.IsFinite(squares))
            {
                throw new InvalidDataException(
                    "Expected finite embeddings, got NaN or infinity; FrozenEmbeddings.Check() names the rows.");
            }

            basis = linalg.qr(product).Q;
        }

        // Rayleigh and Ritz: the best directions within the span.
        var gram = zeros(basis.size(1), basis.size(1), dtype: ScalarType.Float64);
        foreach (var table in tables)
        {
            table.ForEachBlock((_, block) =>
            {
                var coordinates = block.mm(basis);
                gram.add_(coordinates.t().mm(coordinates), Held(1));
            }, device: CPU);
        }

        var (values, vectors) = linalg.eigh(gram); // ascending
        var best = vectors.narrow(1, vectors.size(1) - rank, rank).flip(1).to(ScalarType.Float32);
        var kept = HostReads.ToDouble(values.narrow(0, values.size(0) - rank, rank).sum());
        var variance = squares - (HostReads.ToDouble(sum.pow(Held(2)).sum()) / count);
        return new LeadingDirections(
            basis.mm(best).DetachFromDisposeScope(),
            variance > 0 ? Math.Clamp(1 - ((squares - kept) / variance), 0, 1) : 1);
    }

    /// <summary>A table's rows in coordinates of the basis, block after block, each of shape (b, r).</summary>
    public IEnumerable<Tensor> Project(FrozenEmbeddings table)
    {
        var rows = table.BlockRows;
        for (var start = 0L; start < table.Count; start += rows)
        {
            using var block = table.Block(start, Math.Min(rows, table.Count - start), device: CPU);
            yield return block.mm(Basis);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Basis.Dispose();
}
