using DaRec.Internal;

namespace DaRec;

/// <summary>
/// L_glo: how far similarities among rows differ between both sides. Its two forms are <see cref="NeighborhoodOptions"/> and
/// <see cref="FrobeniusOptions"/>. Invalid values throw where they are set.
/// </summary>
public abstract record GlobalStructureOptions
{
    private protected GlobalStructureOptions(GlobalStructureInput input) => Input = input;

    /// <summary>Weight within the alignment, finite and &gt; 0. Default 1.</summary>
    public double Weight { get; init => field = Guard.Positive(value); } = 1;

    /// <summary>What is compared with the texts.</summary>
    public GlobalStructureInput Input { get; init => field = Guard.Defined(value); }

    /// <summary>
    /// Whether the mean text is subtracted first, for users and items apart. Ignored where shared parts are compared with shared
    /// parts. Default true.
    /// </summary>
    public bool CenterTexts { get; init; } = true;
}
