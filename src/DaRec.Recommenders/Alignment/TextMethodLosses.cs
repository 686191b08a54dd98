using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>The losses that a <see cref="TextMethod"/> adds in one step. Dispose them after backward.</summary>
public sealed class TextMethodLosses : IDisposable
{
    /// <summary>The name that <see cref="Total"/> has in reports.</summary>
    public const string TotalName = "total";

    /// <summary>The weighted sum that is added to the backbone's loss, a scalar with gradient.</summary>
    public required Tensor Total { get; init; }

    /// <summary>The parts, for reports; each step gives the same names in the same order. Default: none.</summary>
    public IReadOnlyList<LossTerm> Terms { get; init; } = [];

    /// <summary>Disposes the total and the parts.</summary>
    public void Dispose()
    {
        Total.Dispose();
        foreach (var term in Terms)
        {
            term.Value.Dispose();
        }
    }
}
