using TorchSharp;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>The terms of one step, each a scalar that carries its gradient. Dispose it after backward.</summary>
/// <param name="Orthogonality">L_or of both sides, in [0, 2].</param>
/// <param name="Uniformity">L_uni of both sides, ≤ 0.</param>
/// <param name="GlobalStructure">L_glo, ≥ 0.</param>
/// <param name="LocalStructure">L_loc, ≥ 0.</param>
/// <param name="Total">λ times the weighted sum of the four: what a host adds to its loss. A term of weight 0 is 0.</param>
public sealed record AlignmentLosses(
    Tensor Orthogonality, Tensor Uniformity, Tensor GlobalStructure, Tensor LocalStructure, Tensor Total) : IDisposable
{
    /// <summary>
    /// Whether <see cref="DaRecOptions.AlignEvery"/> left this step out: then all scalars are 0 and carry no gradient. Default false.
    /// </summary>
    public bool IsSkipped { get; init; }

    /// <summary>Disposes the five scalars.</summary>
    public void Dispose()
    {
        Orthogonality.Dispose();
        Uniformity.Dispose();
        GlobalStructure.Dispose();
        LocalStructure.Dispose();
        Total.Dispose();
    }

    /// <summary>The terms as numbers, for a log; on a GPU this waits for the device.</summary>
    public AlignmentValues ToValues() => new(
        Orthogonality.ToDouble(), Uniformity.ToDouble(), GlobalStructure.ToDouble(), LocalStructure.ToDouble(), Total.ToDouble());

    internal static AlignmentLosses Skipped(Tensor like)
    {
        return new AlignmentLosses(Zero(), Zero(), Zero(), Zero(), Zero()) { IsSkipped = true };

        Tensor Zero() => like.new_zeros([]);
    }

    internal AlignmentLosses MoveToOuterDisposeScope()
    {
        Orthogonality.MoveToOuterDisposeScope();
        Uniformity.MoveToOuterDisposeScope();
        GlobalStructure.MoveToOuterDisposeScope();
        LocalStructure.MoveToOuterDisposeScope();
        Total.MoveToOuterDisposeScope();
        return this;
    }
}
