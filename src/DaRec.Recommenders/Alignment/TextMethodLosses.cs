using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>What a <see cref="TextMethod"/> adds to a step's loss. Dispose it after backward.</summary>
/// <param name="Total">What is added, weights applied; a scalar with gradient.</param>
/// <param name="Terms">The parts by name, for logs; scalars, the same names in the same order in each step.</param>
public sealed record TextMethodLosses(Tensor Total, params IReadOnlyList<(string Name, Tensor Value)> Terms) : IDisposable
{
    /// <summary>The name that <see cref="Total"/> has in logs.</summary>
    public const string TotalName = "total";

    /// <summary>Disposes the scalars.</summary>
    public void Dispose()
    {
        Total.Dispose();
        foreach (var (_, value) in Terms)
        {
            value.Dispose();
        }
    }
}
