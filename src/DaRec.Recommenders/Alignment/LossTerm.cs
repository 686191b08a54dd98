using static TorchSharp.torch;

namespace DaRec.Recommenders.Alignment;

/// <summary>A named part of a text method's loss in one step, as a tensor.</summary>
public sealed class LossTerm
{
    /// <summary>Name of the part, such as "global structure".</summary>
    public required string Name { get; init; }

    /// <summary>Value of the part before weights are applied, a scalar.</summary>
    public required Tensor Value { get; init; }
}
