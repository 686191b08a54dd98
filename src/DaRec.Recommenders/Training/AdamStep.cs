namespace DaRec.Recommenders.Training;

/// <summary>What a step of Adam multiplies by, from its number t.</summary>
/// <param name="Size">η / (1 − β₁ᵗ).</param>
/// <param name="SquareScale">1 / √(1 − β₂ᵗ).</param>
internal readonly record struct AdamStep(double Size, double SquareScale)
{
    /// <summary>Of a step size η and a number t ≥ 1.</summary>
    public static AdamStep Of(double learningRate, int number) => new(
        learningRate / (1 - Math.Pow(FusedAdam.Beta1, number)), 1 / Math.Sqrt(1 - Math.Pow(FusedAdam.Beta2, number)));
}
