namespace DaRec.Recommenders.Models;

/// <summary>The choices of <see cref="Gccf"/>: 2 layers, regularization 1e-6.</summary>
public sealed record GccfOptions : GraphOptions
{
    /// <summary>Takes the defaults.</summary>
    public GccfOptions() => Layers = 2;
}
