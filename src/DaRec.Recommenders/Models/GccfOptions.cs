namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="Gccf"/>. Default: 2 layers, regularization 1e-6.</summary>
public sealed record GccfOptions : GraphOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public GccfOptions() => Layers = 2;
}
