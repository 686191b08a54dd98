using DaRec.Evidence;

namespace DaRec.Alignment;

/// <summary>λ: as it is set, and as density and text information scale it.</summary>
internal sealed class AlignmentStrength(StrengthOptions options, TextEvidence? evidence)
{
    private const double LargestScale = 2;
    private const double FullBits = 0.02; // texts with less information are aligned with less

    /// <summary>λ in use, before <see cref="StrengthOptions.Every"/>.</summary>
    public double EffectiveWeight => options.Weight * Scale;

    /// <summary>Whether the terms are computed in a step.</summary>
    /// <param name="step">Training steps before it.</param>
    public bool IsAligned(long step) => step % options.Every == 0;

    /// <summary>The factor of a step's terms; one of k aligned steps in training counts k times.</summary>
    public double StepWeight(bool training) => training ? EffectiveWeight * options.Every : EffectiveWeight;

    // λ is a prior's weight in a sum over interactions, which against their mean falls with their number; the best fell with its square.
    private double Scale
    {
        get
        {
            if (evidence is null || options.ReferenceDensity is not { } reference)
            {
                return 1;
            }

            var sparsity = Math.Pow(reference / evidence.InteractionsPerItem, 2);
            return Math.Min(LargestScale, sparsity) * Math.Min(1, evidence.InformationBits / FullBits);
        }
    }
}
