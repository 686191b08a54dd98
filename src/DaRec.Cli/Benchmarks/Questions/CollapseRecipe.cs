using DaRec.Recommenders.Data;
using DaRec.Sampling;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Terms that are looked at while they train.</summary>
/// <param name="Name">What the report calls them.</param>
/// <param name="Options">Every choice.</param>
internal sealed record CollapseRecipe(string Name, DaRecOptions Options)
{
    /// <summary>The paper's terms, the same with what should keep shared parts apart, and the recipe with all terms.</summary>
    /// <param name="data">Rows are drawn from the side that has texts, where the other has none.</param>
    public static IReadOnlyList<CollapseRecipe> Of(Dataset data)
    {
        RowSource? only = data switch
        {
            { UserEmbeddings: null } => RowSource.Items,
            { ItemEmbeddings: null } => RowSource.Users,
            _ => null,
        };
        return
        [
            Recipe("paper", DaRecOptions.Paper),
            Recipe("paper, L_glo × 100, spread", DaRecOptions.Paper with { GlobalStructureWeight = 100, UniformityOnShared = true }),
            Recipe("recipe, all terms", EpochRecipe.AllTerms),
        ];

        CollapseRecipe Recipe(string name, DaRecOptions options) => new(name, options with { SampleFrom = only ?? options.SampleFrom });
    }
}
