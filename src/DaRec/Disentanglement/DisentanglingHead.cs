using DaRec.Embeddings;
using DaRec.Internal;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Disentanglement;

/// <summary>Splits each row of one side into a shared and a specific part by two networks without common weights.</summary>
/// <remarks>
/// <code>E_sh = f_sh(E),  E_sp = f_sp(E)</code>
/// One head serves the collaborative side, another the language side; all four parts have the same width d. Layers start
/// Xavier-uniform with zero bias. Cost: O(n · weights).
/// </remarks>
/// <example>
/// <code>
/// using var head = new DisentanglingHead(inputWidth: 64, outputWidth: 32);
/// using var parts = head.call(embeddings);                       // (n, 64)
/// var (shared, specific) = (parts.Shared, parts.Specific);       // (n, 32) each
/// </code>
/// </example>
public sealed class DisentanglingHead : Module<Tensor, DisentangledEmbeddings>
{
    private readonly int _inputWidth;
    private readonly HeadShape _shape;

    [ComponentName(Name = "shared")]
    private readonly Mlp? _shared;

    [ComponentName(Name = "specific")]
    private readonly Mlp _specific;

    /// <summary>Creates a head.</summary>
    /// <param name="inputWidth">Width of the rows it is called with, ≥ 1.</param>
    /// <param name="outputWidth">Width d of both parts, ≥ 1.</param>
    /// <param name="hiddenWidths">
    /// Widths of the hidden layers, each ≥ 1; empty gives linear maps; null gives one layer half way between input and output.
    /// </param>
    /// <param name="shape">How the shared part is formed. Default <see cref="HeadShape.Mlp"/>.</param>
    /// <param name="activation">Non-linearity after each hidden layer. Default <see cref="HeadActivation.LeakyRelu"/>.</param>
    /// <param name="generator">Source of the initial weights (a CPU generator); null takes the process's default.</param>
    public DisentanglingHead(
        int inputWidth,
        int outputWidth,
        IReadOnlyList<int>? hiddenWidths = null,
        HeadShape shape = HeadShape.Mlp,
        HeadActivation activation = HeadActivation.LeakyRelu,
        Generator? generator = null)
        : base(NativeTorch.Loaded(nameof(DisentanglingHead)))
    {
        _inputWidth = Guard.AtLeast(inputWidth, 1);
        Guard.AtLeast(outputWidth, 1);
        _shape = Guard.Defined(shape);
        Guard.Defined(activation);
        if (shape != HeadShape.Mlp && inputWidth != outputWidth)
        {
            throw new ArgumentException(
                $"Expected output width {inputWidth}, the input's, for a head of shape {shape}, got {outputWidth}.", nameof(outputWidth));
        }

        var hidden = hiddenWidths ?? [(inputWidth + outputWidth) / 2];
        int[] widths = [inputWidth, .. hidden.Select(width => Guard.AtLeast(width, 1, nameof(hiddenWidths))), outputWidth];
        _shared = shape == HeadShape.Identity ? null : new Mlp(widths, activation, shape == HeadShape.Residual, generator);
        _specific = new Mlp(widths, activation, lastStartsAtZero: false, generator);
        RegisterComponents();
    }

    /// <summary>Any of its weights: where they lie and of which type they are.</summary>
    internal Tensor Weight => _specific.Weight;

    /// <summary>Both parts of each row.</summary>
    /// <param name="embeddings">Shape (n, input width).</param>
    public override DisentangledEmbeddings forward(Tensor embeddings)
    {
        Check(embeddings);
        using var scope = NewDisposeScope();
        var (shared, specific) = _shared is null
            ? (embeddings.alias(), _specific.call(embeddings))
            : Mlp.Both(_shared, _specific, embeddings);
        return new DisentangledEmbeddings(
            (_shape == HeadShape.Residual ? embeddings.add(shared, Held(1)) : shared).MoveToOuterDisposeScope(),
            specific.MoveToOuterDisposeScope());
    }

    /// <summary>The shared part alone, at half the cost.</summary>
    /// <param name="embeddings">Shape (n, input width).</param>
    /// <returns>Shape (n, d).</returns>
    public Tensor Shared(Tensor embeddings)
    {
        Check(embeddings);
        using var scope = NewDisposeScope();
        var shared = _shape switch
        {
            HeadShape.Identity => embeddings.alias(),
            HeadShape.Residual => embeddings.add(_shared!.call(embeddings), Held(1)),
            _ => _shared!.call(embeddings),
        };
        return shared.MoveToOuterDisposeScope();
    }

    /// <summary>The shared part of each row of a table, (n, d), which is read block by block where the head is a network.</summary>
    internal Tensor Shared(FrozenEmbeddings table)
    {
        using var scope = NewDisposeScope();
        var shared = _shape == HeadShape.Mlp
            ? _shared!.Project(table)
            : Shared(table.On(Weight.device).Block(0, table.Count, Weight.dtype, Weight.device)); // as wide as the result
        return shared.MoveToOuterDisposeScope();
    }

    private void Check(Tensor embeddings)
    {
        ObjectDisposedException.ThrowIf(Weight.IsInvalid, this);
        Guard.Matrix(embeddings);
        Guard.Width(embeddings, _inputWidth);
        Guard.SamePlace(Weight, embeddings, "the head's weights", nameof(embeddings));
    }
}
