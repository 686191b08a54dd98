using System.Runtime.CompilerServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>Two tables as diagnostics compute with them: checked, on the CPU, in float64, without gradient.</summary>
internal sealed class MeasuredTables : IDisposable
{
    private MeasuredTables(Tensor a, Tensor b) => (A, B) = (a, b);

    public Tensor A { get; }

    public Tensor B { get; }

    /// <exception cref="ArgumentException">Too few rows, another number of rows, or a row that is not finite.</exception>
    public static MeasuredTables Of(
        Tensor a,
        Tensor b,
        long minRows,
        [CallerArgumentExpression(nameof(a))] string nameA = "",
        [CallerArgumentExpression(nameof(b))] string nameB = "")
    {
        Guard.Matrix(a, minRows, nameA);
        Guard.Matrix(b, minRows, nameB);
        if (a.size(0) != b.size(0))
        {
            throw new ArgumentException(
                $"Expected a row for each of the {a.size(0)} rows of {nameA}, got {Guard.Shape(b)}; which rows belong together?", nameB);
        }

        return new MeasuredTables(Measured(a, minRows, nameA), Measured(b, minRows, nameB));
    }

    /// <summary>One table, to be disposed by the caller.</summary>
    /// <exception cref="ArgumentException">Too few rows, or a row that is not finite.</exception>
    public static Tensor Measured(Tensor table, long minRows, [CallerArgumentExpression(nameof(table))] string name = "")
    {
        Guard.Matrix(table, minRows, name);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var rows = HostReads.ToCpu(table.detach()).to(ScalarType.Float64).contiguous();
        if (FiniteLoss.FirstBadRow(rows) is { } row)
        {
            throw new ArgumentException($"Expected finite rows, got NaN or infinity in row {row} of {name}.", name);
        }

        return rows.DetachFromDisposeScope();
    }

    public void Dispose()
    {
        A.Dispose();
        B.Dispose();
    }
}
