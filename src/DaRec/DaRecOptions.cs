using DaRec.Internal;

namespace DaRec;

/// <summary>Every choice of the alignment. Immutable, equal if all values are; invalid values throw where they are set.</summary>
/// <remarks>
/// A term is on where its options are set and off where they are null. Change a setting with <c>with</c>:
/// <code>DaRecOptions.Default with { Sampling = new() { Size = 2048 } }</code>
/// </remarks>
public sealed record DaRecOptions
{
    /// <summary>
    /// The recommended setting, for any data: the neighbourhood form of L_glo on the recommender's own embeddings, λ scaled by density
    /// and text information, and a text score in the ranking.
    /// </summary>
    public static DaRecOptions Default { get; } = new();

    /// <summary>
    /// The paper's four terms literally: inner products, sums over pairs, pairs of a row with itself. L_glo grows with N̂², which
    /// drowns the other terms; <see cref="PaperNormalized"/> is the setting to train with. Needs texts of both sides; every step is
    /// aligned, λ is 0.1, and the ranking is the backbone's own. G of L_uni, which the paper leaves open, is the projection onto the
    /// unit sphere.
    /// </summary>
    public static DaRecOptions Paper { get; } = new()
    {
        Sampling = new() { Size = 1024, From = RowSource.Both },
        Strength = new() { Weight = 0.1, ReferenceDensity = null, Every = 1 },
        Ranking = new() { TextScoreWeight = 0 },
        Orthogonality = new(),
        Uniformity = new() { DistinctPairs = false },
        GlobalStructure = new FrobeniusOptions { Normalize = false, Average = false },
        LocalStructure = new(),
    };

    /// <summary>The paper's four terms as <see cref="Paper"/> has them, at comparable scales: unit rows, means over pairs, distinct pairs.</summary>
    public static DaRecOptions PaperNormalized { get; } = Paper with { Uniformity = new(), GlobalStructure = new FrobeniusOptions() };

    /// <summary>The rows of a step.</summary>
    public SamplingOptions Sampling { get; init => field = Guard.NotNull(value); } = new();

    /// <summary>
    /// Texts that are wider than this, ≥ 1, are projected onto so many leading directions before the terms compare them; null compares them
    /// as they are. The text score sees them at full width. Default 64.
    /// </summary>
    public int? TextRank { get; init => field = Guard.AtLeast(value, 1); } = 64;

    /// <summary>λ, and when it applies.</summary>
    public StrengthOptions Strength { get; init => field = Guard.NotNull(value); } = new();

    /// <summary>The networks that split rows, where a term or the ranking needs them.</summary>
    public HeadOptions Heads { get; init => field = Guard.NotNull(value); } = new();

    /// <summary>What the host ranks with.</summary>
    public RankingOptions Ranking { get; init => field = Guard.NotNull(value); } = new();

    /// <summary>L_or; null leaves the term out. Default null.</summary>
    public OrthogonalityOptions? Orthogonality { get; init; }

    /// <summary>L_uni; null leaves the term out. Default null.</summary>
    public UniformityOptions? Uniformity { get; init; }

    /// <summary>L_glo, in one of its two forms; null leaves the term out. Default neighbourhoods.</summary>
    public GlobalStructureOptions? GlobalStructure { get; init; } = new NeighborhoodOptions();

    /// <summary>L_loc; null leaves the term out. Default null.</summary>
    public LocalStructureOptions? LocalStructure { get; init; }

    /// <summary>How terms over all pairs are computed; the result is the same. Default fast.</summary>
    public LossKernel Kernel { get; init => field = Guard.Defined(value); } = LossKernel.Fast;
}
