using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Row-wise pieces that several losses share.</summary>
internal static class Rows
{
    /// <summary>Rows (n, d) at unit length. A zero row stays zero and gets no gradient, where x / ‖x‖ would give NaN.</summary>
    public static Tensor Normalize(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var smallest = rows.dtype == ScalarType.Float64 ? 1e-280 : 1e-32; // squares below it are denormal or nearly so
        var squares = rows.square().sum(1, keepdim: true); // (n, 1)
        var zero = squares.le(smallest);
        var inverse = squares.masked_fill(zero, 1).rsqrt().masked_fill(zero, 0);
        return rows.mul(inverse).MoveToOuterDisposeScope();
    }

    /// <summary>Cosine of every pair of rows, (n, d) and (m, d) → (n, m).</summary>
    public static Tensor Cosines(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        return Normalize(a).mm(Normalize(b).t()).MoveToOuterDisposeScope();
    }

    /// <summary>Squared distance of every pair of rows, (n, d) and (m, d) → (n, m).</summary>
    public static Tensor SquaredDistances(Tensor a, Tensor b)
    {
        using var scope = NewDisposeScope();
        var squaresA = a.square().sum(1, keepdim: true); // (n, 1)
        var squaresB = b.square().sum(1); // (m)
        return squaresA.add(squaresB).sub(a.mm(b.t()).mul(2)).MoveToOuterDisposeScope();
    }

    /// <summary>Rows minus their mean.</summary>
    public static Tensor Center(Tensor rows)
    {
        using var scope = NewDisposeScope();
        return rows.sub(rows.mean([0L], keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>The rows asked for, (m, …); <paramref name="rows"/> are distinct and ascend, so that as many as there are means all.</summary>
    public static Tensor Take(Tensor table, Tensor rows) =>
        rows.size(0) == table.size(0) ? table.alias() : table.index_select(0, rows.to(table.device));

    /// <summary>Rows of both, one after the other, without a copy where one has none.</summary>
    public static Tensor Join(Tensor first, Tensor second) =>
        first.size(0) == 0 ? second : second.size(0) == 0 ? first : cat([first, second], 0);
}
