using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Row-wise pieces that several losses share.</summary>
internal static class Rows
{
    /// <summary>A row without an element of this size counts as zero: the gradient to its direction would be beyond the type's range.</summary>
    public static double Shortest(ScalarType dtype) => dtype == ScalarType.Float64 ? 1e-300 : 1e-36;

    /// <summary>Rows (n, d) at unit length. A zero row becomes zero and gets no gradient, where x / ‖x‖ would give NaN.</summary>
    public static Tensor Normalize(Tensor rows)
    {
        using var scope = NewDisposeScope();

        // Scaled to a largest element of 1 first: squares of very short or long rows would vanish or overflow. A unit row does not
        // depend on the scale, which therefore needs no gradient.
        var largest = Largest(rows.detach()); // (n, 1)
        var zero = largest.lt(Held(Shortest(rows.dtype)));
        var scaled = rows.div(largest.masked_fill(zero, Held(1)));
        var squares = scaled.pow(Held(2)).sum(1, keepdim: true); // (n, 1), in [1, d] but for zero rows
        return scaled.mul(squares.masked_fill(zero, Held(1)).rsqrt().masked_fill(zero, Held(0))).MoveToOuterDisposeScope();
    }

    /// <summary>The gradient to rows (n, d), given that to their <see cref="Normalize"/>: (I − x̂ x̂ᵀ) g / ‖x‖, 0 for a zero row.</summary>
    public static Tensor NormalizeBackward(Tensor rows, Tensor unit, Tensor gradient)
    {
        using var scope = NewDisposeScope();
        var largest = Largest(rows); // (n, 1)
        var zero = largest.lt(Held(Shortest(rows.dtype)));
        largest = largest.masked_fill(zero, Held(1));
        var lengths = rows.div(largest).norm(1, keepdim: true, p: 2).masked_fill(zero, Held(1)).mul(largest);
        var tangent = gradient.sub(unit.mul(unit.mul(gradient).sum(1, keepdim: true)));
        return tangent.div(lengths).masked_fill(zero, Held(0)).MoveToOuterDisposeScope();
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
        var squaresA = a.pow(Held(2)).sum(1, keepdim: true); // (n, 1)
        var squaresB = b.pow(Held(2)).sum(1); // (m)
        var squares = squaresA.add(squaresB, Held(1)).sub(a.mm(b.t()).mul(Held(2)));
        return MetaForms.ClampMin(squares, 0).MoveToOuterDisposeScope(); // rounding can go below
    }

    /// <summary>Rows minus their mean; one row is taken off first, so that a large common offset costs the mean no digits.</summary>
    public static Tensor Center(Tensor rows)
    {
        using var scope = NewDisposeScope();
        using var solo = TorchThreads.Operators(rows.numel());
        var moved = rows.sub(rows.narrow(0, 0, 1));
        return moved.sub(moved.mean([0L], keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>The rows asked for, (m, …); <paramref name="rows"/> are distinct and ascend, so that as many as there are means all.</summary>
    public static Tensor Take(Tensor table, Tensor rows) =>
        rows.size(0) == table.size(0) ? table.alias() : MetaForms.Select(table, Uploads.Send(rows, table.device));

    /// <summary>Floating-point numbers of 16 bits as float32, in which losses are computed; others as they are.</summary>
    public static Tensor Widen(Tensor rows) => IsHalf(rows.dtype) ? rows.to(ScalarType.Float32) : rows;

    /// <summary>Whether an element type is a floating-point one of 16 bits.</summary>
    public static bool IsHalf(ScalarType dtype) => dtype is ScalarType.Float16 or ScalarType.BFloat16;

    /// <summary>How often each number in [0, count) occurs, of an element type, (count, 1); numbers are int64 on any device.</summary>
    public static Tensor Counts(Tensor numbers, long count, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var one = ones([numbers.size(0), 1], dtype: dtype, device: numbers.device);
        return zeros([count, 1], dtype: dtype, device: numbers.device).index_add_(0, numbers, one, Held(1)).MoveToOuterDisposeScope();
    }

    /// <summary>Where each run of equal numbers begins in a list in order, bool, (n).</summary>
    /// <param name="sorted">On any device, (n), n ≥ 1.</param>
    public static Tensor RunStarts(Tensor sorted)
    {
        using var scope = NewDisposeScope();
        var others = sorted.size(0) - 1;
        var first = ones(1, dtype: ScalarType.Bool, device: sorted.device);
        return cat([first, sorted.narrow(0, 1, others).ne(sorted.narrow(0, 0, others))], 0).MoveToOuterDisposeScope();
    }

    /// <summary>Rows of both, one after the other, without a copy where one has none.</summary>
    public static Tensor Join(Tensor first, Tensor second) =>
        first.size(0) == 0 ? second : second.size(0) == 0 ? first : cat([first, second], 0);

    // Of each row's absolute values, (n, 1).
    private static Tensor Largest(Tensor rows) => maximum(rows.amax([1L], keepdim: true), rows.amin([1L], keepdim: true).neg());
}
