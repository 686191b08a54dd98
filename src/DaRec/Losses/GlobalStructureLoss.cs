using DaRec.Distributed;
using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp.Modules;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Losses;

/// <summary>Measures how far the similarities among rows on one side differ from those on the other.</summary>
/// <remarks>
/// Start at <c>Dense</c>: the fast form must equal it in value and gradient.
/// PAPER term 3:
/// <code>L_glo = ‖S_A − S_B‖²_F,  S_A = A Aᵀ,  S_B = B Bᵀ</code>
/// By default rows have unit length and the sum is divided by n², so that the value is a mean squared difference of cosines in
/// [0, 4] whatever n is; <c>normalizeRows: false, average: false</c> is the paper's literal sum. Invariant to a rotation of
/// either side; widths may differ. Rows of 16 bits are computed with in float32. Cost: O(n d²) time, O(n d) memory (<see cref="LossKernel.Dense"/>: O(n² d), O(n²)).
/// </remarks>
/// <example>
/// <code>
/// using var loss = new GlobalStructureLoss();
/// using var value = loss.call(embeddings, texts);                // (n, d) and (n, e), row by row of the same items
/// value.backward();
/// </code>
/// </example>
public sealed class GlobalStructureLoss : ParameterLessModule<Tensor, Tensor, Tensor>
{
    private readonly bool _normalizeRows;
    private readonly bool _average;
    private readonly LossKernel _kernel;
    private readonly ICommunicator? _communicator;

    /// <summary>Creates the loss.</summary>
    /// <param name="normalizeRows">Whether rows are brought to unit length first. Default true.</param>
    /// <param name="average">Whether the sum over pairs is divided by n². Default true.</param>
    /// <param name="kernel">How it is computed; the result is the same. Default <see cref="LossKernel.Fast"/>.</param>
    /// <param name="communicator">
    /// The processes that share the work, all with the same rows: each gets the value of the whole and the gradient of its share. Null computes
    /// alone. Default null.
    /// </param>
    public GlobalStructureLoss(
        bool normalizeRows = true, bool average = true, LossKernel kernel = LossKernel.Fast, ICommunicator? communicator = null)
        : base(NativeTorch.Loaded(nameof(GlobalStructureLoss)))
    {
        _normalizeRows = normalizeRows;
        _average = average;
        _kernel = Guard.Defined(kernel);
        _communicator = communicator;
    }

    /// <summary>The squared difference of both similarity matrices, a scalar.</summary>
    /// <param name="sharedA">Rows of one side, shape (n, d).</param>
    /// <param name="sharedB">The same rows of the other side, shape (n, e).</param>
    /// <exception cref="ArgumentException">
    /// Shapes or types that do not fit; on the CPU, a row with NaN, infinity, or a length beyond what can be computed with, which the
    /// message names.
    /// </exception>
    public override Tensor forward(Tensor sharedA, Tensor sharedB)
    {
        Guard.Matrix(sharedA);
        Guard.Matrix(sharedB);
        using var scope = NewDisposeScope();
        (sharedA, sharedB) = (Rows.Widen(sharedA), Rows.Widen(sharedB));
        Guard.SameRows(sharedA, sharedB);
        var scale = _average ? 1.0 / ((double)sharedA.size(0) * sharedA.size(0)) : 1.0;
        var value = _kernel == LossKernel.Dense ? Shared.OnceOf(_communicator, Dense(sharedA, sharedB, scale)) : Fast(sharedA, sharedB, scale);
        return FiniteLoss.Checked(value, (sharedA, nameof(sharedA)), (sharedB, nameof(sharedB))).MoveToOuterDisposeScope();
    }

    private Tensor Dense(Tensor sharedA, Tensor sharedB, double scale)
    {
        var a = _normalizeRows ? Rows.Normalize(sharedA) : sharedA;
        var b = _normalizeRows ? Rows.Normalize(sharedB) : sharedB;
        return a.mm(a.t()).sub(b.mm(b.t())).pow(Held(2)).sum().mul(Held(scale));
    }

    private Tensor Fast(Tensor sharedA, Tensor sharedB, double scale)
    {
        var needed = (PrecomputedGradient.IsNeeded(sharedA), PrecomputedGradient.IsNeeded(sharedB));
        var (value, gradientA, gradientB) =
            GlobalStructureKernel.ValueAndGradient(sharedA.detach(), sharedB.detach(), scale, _normalizeRows, needed, _communicator);
        return PrecomputedGradient.Attach(value, (sharedA, gradientA), (sharedB, gradientB));
    }
}
