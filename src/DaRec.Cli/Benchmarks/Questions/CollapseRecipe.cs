using DaRec.Recommenders.Data;

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
            Recipe("paper, literal", DaRecOptions.Paper),
            Recipe("paper", DaRecOptions.PaperNormalized),
            Recipe("paper, L_glo × 100, spread", DaRecOptions.PaperNormalized with
            {
                GlobalStructure = new FrobeniusOptions { Weight = 100 },
                Uniformity = new() { SharedParts = true },
            }),
            Recipe("recipe, all terms", EpochRecipe.AllTerms),
        ];

        CollapseRecipe Recipe(string name, DaRecOptions options) => new(
            name, options with { Sampling = options.Sampling with { From = only ?? options.Sampling.From } });
    }
}
