using DaRec.Internal;

namespace DaRec;

/// <summary>
/// The networks that split rows into a shared and a specific part. They are made only where a term or the ranking uses them. Invalid
/// values throw where they are set.
/// </summary>
public sealed record HeadOptions
{
    /// <summary>d, the width of the shared and the specific part on both sides, ≥ 1. Default 32.</summary>
    public int Width { get; init => field = Guard.AtLeast(value, 1); } = 32;

    /// <summary>The non-linearity after each hidden layer. Default leaky ReLU.</summary>
    public HeadActivation Activation { get; init => field = Guard.Defined(value); } = HeadActivation.LeakyRelu;

    /// <summary>The head of the recommender's embeddings.</summary>
    public SideHeadOptions Collaborative { get; init => field = Guard.NotNull(value); } = new();

    /// <summary>The head of the texts.</summary>
    public SideHeadOptions Language { get; init => field = Guard.NotNull(value); } = new();
}
