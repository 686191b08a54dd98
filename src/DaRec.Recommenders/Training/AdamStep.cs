namespace DaRec.Recommenders.Training;

/// <summary>What a step of Adam multiplies by, from its number t.</summary>
/// <param name="Size">η / (1 − β₁ᵗ).</param>
/// <param name="SquareScale">1 / √(1 − β₂ᵗ).</param>
internal readonly record struct AdamStep(double Size, double SquareScale);
