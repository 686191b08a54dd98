using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>The terms of one step, each a scalar with its gradient. Dispose it after backward.</summary>
/// <remarks>
/// Open a dispose scope around each step, <c>using var scope = torch.NewDisposeScope();</c>: what backward makes is otherwise left to the
/// garbage collector, which does not see native memory. Gradients are computed together with the terms and have no gradient of their own:
/// second derivatives (<c>create_graph</c>) of the terms are 0, and a second backward adds the same gradient once more.
/// </remarks>
public sealed class AlignmentLosses : IDisposable
{
    internal AlignmentLosses(
        Tensor? orthogonality, Tensor? uniformity, Tensor? globalStructure, Tensor? localStructure, Tensor total, bool isSkipped = false)
    {
        (Orthogonality, Uniformity, GlobalStructure, LocalStructure) = (orthogonality, uniformity, globalStructure, localStructure);
        (Total, IsSkipped) = (total, isSkipped);
    }

    /// <summary>L_or of both sides, in [0, 2]; null if the options leave it out.</summary>
    public Tensor? Orthogonality { get; }

    /// <summary>L_uni of both sides, ≤ 0; null if the options leave it out.</summary>
    public Tensor? Uniformity { get; }

    /// <summary>L_glo, ≥ 0; null if the options leave it out.</summary>
    public Tensor? GlobalStructure { get; }

    /// <summary>L_loc, ≥ 0; null if the options leave it out.</summary>
    public Tensor? LocalStructure { get; }

    /// <summary>
    /// λ times the weighted sum of the terms: what a host adds to its loss. In training an aligned step counts
    /// <see cref="StrengthOptions.Every"/>-fold, because the steps between add nothing.
    /// </summary>
    public Tensor Total { get; }

    /// <summary>
    /// Whether <see cref="StrengthOptions.Every"/> left this step out. All scalars are 0 then; <see cref="Total"/> can still be
    /// differentiated, and adds nothing to any gradient.
    /// </summary>
    public bool IsSkipped { get; }

    /// <summary>The scalars as numbers, for a log. On a GPU this waits for the device.</summary>
    public AlignmentValues ToValues()
    {
        ObjectDisposedException.ThrowIf(Total.IsInvalid, this);
        using var scope = NewDisposeScope();
        var values = new Queue<double>(HostReads.ToArray<double>(stack(Scalars.Select(scalar => scalar.detach().to(ScalarType.Float64)))));
        return new AlignmentValues
        {
            Orthogonality = Next(Orthogonality),
            Uniformity = Next(Uniformity),
            GlobalStructure = Next(GlobalStructure),
            LocalStructure = Next(LocalStructure),
            Total = values.Dequeue(),
            IsSkipped = IsSkipped,
        };

        double? Next(Tensor? term) => term is null ? null : values.Dequeue();
    }

    /// <summary>Disposes the scalars.</summary>
    public void Dispose()
    {
        foreach (var scalar in Scalars)
        {
            scalar.Dispose();
        }
    }

    /// <summary>The same numbers without their graph, in no dispose scope; to be disposed by the caller.</summary>
    internal AlignmentLosses Detached()
    {
        return new AlignmentLosses(Of(Orthogonality), Of(Uniformity), Of(GlobalStructure), Of(LocalStructure), Of(Total)!, IsSkipped);

        static Tensor? Of(Tensor? scalar) => scalar?.detach().DetachFromDisposeScope();
    }

    internal AlignmentLosses MoveToOuterDisposeScope()
    {
        foreach (var scalar in Scalars)
        {
            scalar.MoveToOuterDisposeScope();
        }

        return this;
    }

    private IEnumerable<Tensor> Scalars
    {
        get
        {
            Tensor?[] all = [Orthogonality, Uniformity, GlobalStructure, LocalStructure, Total];
            return all.OfType<Tensor>();
        }
    }
}
