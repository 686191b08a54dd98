using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Trainable tensors that outlive the dispose scope they are created in.</summary>
internal static class Parameters
{
    /// <summary>Uniform in ±√(6 / (rows + columns)), shape (rows, columns).</summary>
    public static Parameter XavierUniform(long rows, long columns, Generator? generator) =>
        Create(() => XavierDraws(rows, columns, generator));

    /// <summary>The values that <see cref="XavierUniform"/> starts from, in the caller's dispose scope.</summary>
    public static Tensor XavierDraws(long rows, long columns, Generator? generator)
    {
        using var scope = NewDisposeScope();
        var bound = Math.Sqrt(6.0 / (rows + columns));
        var draws = rand(rows, columns, dtype: ScalarType.Float32, generator: generator);
        return draws.mul(Held(2 * bound)).sub(Held(bound)).MoveToOuterDisposeScope();
    }

    /// <summary>A parameter that starts from these values.</summary>
    /// <param name="values">Gives them.</param>
    /// <param name="isTrained">Whether it has a gradient.</param>
    public static Parameter Create(Func<Tensor> values, bool isTrained = true)
    {
        using var scope = NewDisposeScope();
        return Keep(nn.Parameter(values(), isTrained));
    }

    public static Parameter Zeros(params long[] shape)
    {
        using var scope = NewDisposeScope();
        return Keep(nn.Parameter(zeros(shape, dtype: ScalarType.Float32)));
    }

    private static Parameter Keep(Parameter parameter)
    {
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
