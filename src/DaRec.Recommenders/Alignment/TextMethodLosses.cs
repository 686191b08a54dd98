using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>The losses that a <see cref="TextMethod"/> adds in one step. Dispose them after backward.</summary>
public sealed class TextMethodLosses : IDisposable
{
    /// <summary>The name that <see cref="Total"/> has in reports.</summary>
    internal const string TotalName = "total";

    /// <summary>The weighted sum that is added to the backbone's loss, a scalar with gradient.</summary>
    public required Tensor Total { get; init; }

    /// <summary>
    /// The parts by name, such as "global structure", for reports: scalars before weights are applied. Each step gives the same names in
    /// the same order. Default: none.
    /// </summary>
    public IReadOnlyList<KeyValuePair<string, Tensor>> Terms { get; init; } = [];

    /// <summary>Disposes the total and the parts.</summary>
    public void Dispose()
    {
        Total.Dispose();
        foreach (var (_, value) in Terms)
        {
            value.Dispose();
        }
    }
}
