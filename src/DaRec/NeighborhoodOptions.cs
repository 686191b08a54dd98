using DaRec.Internal;
using DaRec.Losses;

namespace DaRec;

/// <summary>
/// L_glo as the divergence of neighbourhoods (similarity distillation), <see cref="NeighborhoodStructureLoss"/>. By default it compares
/// the recommender's embeddings themselves.
/// </summary>
public sealed record NeighborhoodOptions : GlobalStructureOptions
{
    /// <summary>Creates the defaults.</summary>
    public NeighborhoodOptions()
        : base(GlobalStructureInput.Embeddings)
    {
    }

    /// <summary>τ, finite and &gt; 0. A smaller τ looks at fewer neighbours. Default 0.1.</summary>
    public double Temperature
    {
        get;
        init => field = Guard.Positive(value);
    } = NeighborhoodStructureLoss.DefaultTemperature;
}
