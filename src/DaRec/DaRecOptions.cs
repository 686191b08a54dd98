using System.Collections.ObjectModel;
using DaRec.Clustering;
using DaRec.Disentanglement;
using DaRec.Internal;
using DaRec.Losses;
using DaRec.Sampling;

namespace DaRec;

/// <summary>Every choice of the alignment; immutable, and invalid values throw where they are set.</summary>
/// <remarks>
/// A new instance holds the recipe, <see cref="Default"/>. <see cref="Paper"/> holds the paper's terms as written. Vary either with
/// <c>DaRecOptions.Default with { SampleSize = 2048 }</c>.
/// </remarks>
public sealed record DaRecOptions
{
    /// <summary>
    /// The recipe: the global term alone, in its neighbourhood form on E^C itself, every fifth step, on rows drawn from the items; with a
    /// <see cref="Evidence.TextEvidence"/>, λ by how much the texts tell, and what they tell in what is ranked.
    /// </summary>
    public static DaRecOptions Default { get; } = new();

    /// <summary>The paper's four terms on users and items together, each with weight 1, on what the heads make.</summary>
    public static DaRecOptions Paper { get; } = new()
    {
        SampleFrom = RowSource.Both,
        AlignmentWeight = 0.1,
        ReferenceDensity = null,
        AlignEvery = 1,
        TextScoreWeight = 0,
        OrthogonalityWeight = 1,
        UniformityWeight = 1,
        LocalStructureWeight = 1,
        GlobalStructure = GlobalStructureForm.Frobenius,
        GlobalStructureInput = GlobalStructureInput.SharedParts,
    };

    /// <summary>N̂, rows drawn a step, ≥ 2; null takes all. A smaller table is taken whole. Default 1024.</summary>
    public long? SampleSize
    {
        get;
        init => field = value is { } size ? Guard.AtLeast(size, 2, nameof(SampleSize)) : null;
    } = 1024;

    /// <summary>Which rows are drawn, where users and items are told apart. Default items.</summary>
    public RowSource SampleFrom { get; init => field = Guard.Defined(value, nameof(SampleFrom)); } = RowSource.Items;

    /// <summary>
    /// λ, the weight of all alignment terms together against the host's loss, ≥ 0; see <see cref="ReferenceDensity"/>. Default 0.03.
    /// </summary>
    public double AlignmentWeight { get; init => field = Guard.Weight(value, nameof(AlignmentWeight)); } = 0.03;

    /// <summary>
    /// c₀ &gt; 0, interactions of an item that λ is meant for. An aligner with a <see cref="Evidence.TextEvidence"/> takes
    /// λ (c₀/c)², at most 2 λ, where items have c on average, and less where the texts tell next to nothing; null takes λ as it is.
    /// Default 5.
    /// </summary>
    public double? ReferenceDensity
    {
        get;
        init => field = value is { } density ? Guard.Positive(density, nameof(ReferenceDensity)) : null;
    } = 5;

    /// <summary>
    /// k ≥ 1: the terms are computed in every k-th training step, with k-fold weight. Default 5.
    /// </summary>
    public int AlignEvery { get; init => field = Guard.AtLeast(value, 1, nameof(AlignEvery)); } = 5;

    /// <summary>Weight of L_or within the alignment, ≥ 0; at 0 the term is not computed. Default 0.</summary>
    public double OrthogonalityWeight { get; init => field = Guard.Weight(value, nameof(OrthogonalityWeight)); }

    /// <summary>Weight of L_uni within the alignment, ≥ 0; at 0 the term is not computed. Default 0.</summary>
    public double UniformityWeight { get; init => field = Guard.Weight(value, nameof(UniformityWeight)); }

    /// <summary>Weight of L_glo within the alignment, ≥ 0; at 0 the term is not computed. Default 1.</summary>
    public double GlobalStructureWeight { get; init => field = Guard.Weight(value, nameof(GlobalStructureWeight)); } = 1;

    /// <summary>Weight of L_loc within the alignment, ≥ 0; at 0 the term is not computed. Default 0.</summary>
    public double LocalStructureWeight { get; init => field = Guard.Weight(value, nameof(LocalStructureWeight)); }

    /// <summary>d, the width of shared and specific parts on both sides, ≥ 1. Default 32.</summary>
    public long SharedWidth { get; init => field = Guard.AtLeast(value, 1, nameof(SharedWidth)); } = 32;

    /// <summary>Shape of the collaborative head; residual and identity need E^C of width d. Default MLP.</summary>
    public HeadShape CollaborativeHead { get; init => field = Guard.Defined(value, nameof(CollaborativeHead)); } = HeadShape.Mlp;

    /// <summary>Shape of the language head; residual and identity need E^L of width d. Default MLP.</summary>
    public HeadShape LanguageHead { get; init => field = Guard.Defined(value, nameof(LanguageHead)); } = HeadShape.Mlp;

    /// <summary>Hidden widths of the collaborative head, each ≥ 1; empty is linear; null is one layer half way. Default null.</summary>
    public IReadOnlyList<long>? CollaborativeHiddenWidths
    {
        get;
        init => field = Widths(value, nameof(CollaborativeHiddenWidths));
    }

    /// <summary>Hidden widths of the language head, each ≥ 1; empty is linear; null is one layer half way. Default null.</summary>
    public IReadOnlyList<long>? LanguageHiddenWidths { get; init => field = Widths(value, nameof(LanguageHiddenWidths)); }

    /// <summary>Non-linearity of both heads. Default leaky ReLU.</summary>
    public HeadActivation Activation { get; init => field = Guard.Defined(value, nameof(Activation)); } = HeadActivation.LeakyRelu;

    /// <summary>Temperature t of L_uni, &gt; 0. Default 2.</summary>
    public double UniformityTemperature
    {
        get;
        init => field = Guard.Positive(value, nameof(UniformityTemperature));
    } = 2;

    /// <summary>Whether L_uni projects rows onto the unit sphere. Default true.</summary>
    public bool UniformityNormalizes { get; init; } = true;

    /// <summary>Whether L_uni leaves out pairs of a row with itself. Default true.</summary>
    public bool UniformityDistinctPairs { get; init; } = true;

    /// <summary>Whether L_uni spreads the shared parts too, which keeps them from collapsing. Default false, as in the paper.</summary>
    public bool UniformityOnShared { get; init; }

    /// <summary>Form of L_glo. Default neighbourhoods.</summary>
    public GlobalStructureForm GlobalStructure
    {
        get;
        init => field = Guard.Defined(value, nameof(GlobalStructure));
    } = GlobalStructureForm.Neighborhood;

    /// <summary>What L_glo compares. Default E^C itself with the frozen texts.</summary>
    public GlobalStructureInput GlobalStructureInput
    {
        get;
        init => field = Guard.Defined(value, nameof(GlobalStructureInput));
    } = GlobalStructureInput.Embeddings;

    /// <summary>τ of the neighbourhood form, &gt; 0; smaller looks at fewer neighbours. Default 0.1.</summary>
    public double NeighborhoodTemperature
    {
        get;
        init => field = Guard.Positive(value, nameof(NeighborhoodTemperature));
    } = 0.1;

    /// <summary>
    /// Whether frozen texts that L_glo compares with are centred first, users and items apart. Ignored where L_glo compares the
    /// shared parts of both sides. Default true.
    /// </summary>
    public bool CenterLanguage { get; init; } = true;

    /// <summary>Whether the Frobenius form compares cosines rather than inner products. Default true.</summary>
    public bool GlobalStructureNormalizes { get; init; } = true;

    /// <summary>Whether the Frobenius form is divided by N̂²; the paper's literal sum is not. Default true.</summary>
    public bool GlobalStructureAverages { get; init; } = true;

    /// <summary>K, preference centres of L_loc, ≥ 1 and at most the rows drawn. Default 8.</summary>
    public long ClusterCount { get; init => field = Guard.AtLeast(value, 1, nameof(ClusterCount)); } = 8;

    /// <summary>
    /// Iterations of k-means in a step, ≥ 1. Default 3: each step goes on from the last one's centres, and more changed no ranking; without
    /// <see cref="KMeansWarmStart"/> ask for more.
    /// </summary>
    public int KMeansIterations { get; init => field = Guard.AtLeast(value, 1, nameof(KMeansIterations)); } = 3;

    /// <summary>Whether k-means starts from the centres of the step before; otherwise from k-means++. Default true.</summary>
    public bool KMeansWarmStart { get; init; } = true;

    /// <summary>How centres find their partners. Default greedy, the paper's.</summary>
    public MatchingMethod Matching { get; init => field = Guard.Defined(value, nameof(Matching)); } = MatchingMethod.Greedy;

    /// <summary>How terms over all pairs are computed; results are the same. Default fast.</summary>
    public LossKernel Kernel { get; init => field = Guard.Defined(value, nameof(Kernel)); } = LossKernel.Fast;

    /// <summary>
    /// w ≥ 0, how much what the texts alone say counts in what is ranked, in standard deviations of the recommender's scores for a unit of
    /// log-odds; needs an aligner with a <see cref="Evidence.TextEvidence"/>. Default 0.25.
    /// </summary>
    public double TextScoreWeight { get; init => field = Guard.Weight(value, nameof(TextScoreWeight)); } = 0.25;

    /// <summary>What the host ranks with. Default the backbone's own embeddings.</summary>
    public Ranking Ranking { get; init => field = Guard.Defined(value, nameof(Ranking)); } = Ranking.Backbone;

    /// <summary>How <see cref="Ranking.Heads"/> joins both parts; ignored otherwise. Default concatenated.</summary>
    public HeadFusion HeadFusion { get; init => field = Guard.Defined(value, nameof(HeadFusion)); } = HeadFusion.Concatenate;

    private static ReadOnlyCollection<long>? Widths(IReadOnlyList<long>? widths, string name) =>
        widths is null ? null : Array.AsReadOnly(widths.Select(width => Guard.AtLeast(width, 1, name)).ToArray());
}
