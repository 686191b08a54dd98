namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>An alignment whose cost is measured.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Options">Its choices.</param>
/// <param name="TextWidth">Width of the texts.</param>
/// <param name="Rank">Columns that the texts are reduced to; null keeps all.</param>
/// <param name="CostAtMost">Time of an aligned epoch over one without that is aimed at; null for none.</param>
internal sealed record EpochRecipe(string Name, DaRecOptions Options, int TextWidth, int? Rank, double? CostAtMost)
{
    /// <summary>The recipe's rows and weight with all four terms, in each step.</summary>
    public static DaRecOptions AllTerms { get; } = DaRecOptions.Default with
    {
        AlignEvery = 1,
        OrthogonalityWeight = 0.1,
        UniformityWeight = 0.1,
        LocalStructureWeight = 0.1,
    };

    /// <summary>What is measured at these settings: in a short run nothing that takes minutes.</summary>
    public static IReadOnlyList<EpochRecipe> Of(BenchmarkSettings settings)
    {
        var paper = DaRecOptions.Paper with { SampleSize = settings.SampleSize };
        var size = $"paper's terms, N̂ = {settings.SampleSize}";
        var rank = settings.LanguageRank;
        List<EpochRecipe> recipes =
        [
            new("default recipe", DaRecOptions.Default, settings.TextWidth, rank, 1.25),
            new(size, paper, settings.TextWidth, rank, 1.3),
        ];
        if (settings.IsFull)
        {
            var half = DaRecOptions.Default with { SampleSize = DaRecOptions.Default.SampleSize / 2 };
            recipes.Add(new($"default recipe, N̂ = {half.SampleSize}", half, settings.TextWidth, rank, null));
            recipes.Add(new("all four terms, each step", AllTerms, settings.TextWidth, rank, null));
            recipes.Add(new("default recipe, texts as they are", DaRecOptions.Default, settings.TextWidth, null, null));
            recipes.Add(new($"{size}, texts of {settings.WideTextWidth}", paper, settings.WideTextWidth, rank, 1.5));
            recipes.Add(new("paper's terms, N̂ = N", paper with { SampleSize = null }, settings.TextWidth, rank, null));
        }

        return recipes;
    }
}
