namespace DaRec.Cli.Settings;

/// <summary>The settings of DaRec's four terms. A term is off where its weight is 0 or none; its other settings are idle then.</summary>
internal static class TermSettings
{
    private const string Off = "none";

    /// <summary>All, in the help's order; those that switch a term on stand before its others.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of<DaRecOptions, double?>(
            "orthogonality-weight",
            "Weight of the orthogonality term within the alignment, above 0; 0 or none leaves the term out.",
            o => o.Orthogonality?.Weight,
            (o, value) => o with { Orthogonality = IsOff(value) ? null : (o.Orthogonality ?? new()) with { Weight = value!.Value } },
            Off),
        Setting.Of<DaRecOptions, double?>(
            "uniformity-weight",
            "Weight of the uniformity term within the alignment, above 0; 0 or none leaves the term out.",
            o => o.Uniformity?.Weight,
            (o, value) => o with { Uniformity = IsOff(value) ? null : (o.Uniformity ?? new()) with { Weight = value!.Value } },
            Off),
        OfUniformity(
            "uniformity-temperature",
            "Factor t of squared distances in the uniformity term, above 0.",
            term => term.Temperature,
            (term, value) => term with { Temperature = value }),
        OfUniformity(
            "uniformity-normalizes",
            "Whether the uniformity term scales rows to length 1 first.",
            term => term.Normalize,
            (term, value) => term with { Normalize = value }),
        OfUniformity(
            "uniformity-distinct-pairs",
            "Whether the uniformity term leaves out pairs of a row with itself.",
            term => term.DistinctPairs,
            (term, value) => term with { DistinctPairs = value }),
        OfUniformity(
            "uniformity-on-shared",
            "Whether the uniformity term spreads the shared parts too, and not only the specific ones.",
            term => term.SharedParts,
            (term, value) => term with { SharedParts = value }),
        Setting.Of<DaRecOptions, GlobalStructureKind?>(
            "global-structure",
            "Form of the global structure term: neighborhoods, the paper's squared difference (frobenius), or none to leave the term out.",
            o => KindOf(o.GlobalStructure),
            (o, value) => o with { GlobalStructure = Changed(o.GlobalStructure, value) },
            Off),
        Setting.Of<DaRecOptions, double?>(
            "global-structure-weight",
            "Weight of the global structure term within the alignment, above 0; 0 or none leaves the term out.",
            o => o.GlobalStructure?.Weight,
            (o, value) => o with { GlobalStructure = WithWeight(o.GlobalStructure, value) },
            Off,
            isIdle: o => o.GlobalStructure is null),
        OfGlobal<GlobalStructureOptions, GlobalStructureInput>(
            "global-structure-input",
            "What the global structure term compares with the texts: the recommender's embeddings, or the shared parts of the heads.",
            term => term.Input,
            (term, value) => term with { Input = value }),
        OfGlobal<GlobalStructureOptions, bool>(
            "center-language",
            "Whether the global structure term subtracts the mean text first, for users and items apart.",
            term => term.CenterTexts,
            (term, value) => term with { CenterTexts = value }),
        OfGlobal<NeighborhoodOptions, double>(
            "neighborhood-temperature",
            "Temperature of --global-structure neighborhood, above 0; a smaller one compares fewer neighbors.",
            term => term.Temperature,
            (term, value) => term with { Temperature = value }),
        OfGlobal<FrobeniusOptions, bool>(
            "global-structure-normalizes",
            "Whether --global-structure frobenius compares cosines; otherwise inner products.",
            term => term.Normalize,
            (term, value) => term with { Normalize = value }),
        OfGlobal<FrobeniusOptions, bool>(
            "global-structure-averages",
            "Whether --global-structure frobenius takes the mean over pairs of rows; otherwise their sum.",
            term => term.Average,
            (term, value) => term with { Average = value }),
        Setting.Of<DaRecOptions, double?>(
            "local-structure-weight",
            "Weight of the local structure term within the alignment, above 0; 0 or none leaves the term out.",
            o => o.LocalStructure?.Weight,
            (o, value) => o with { LocalStructure = IsOff(value) ? null : (o.LocalStructure ?? new()) with { Weight = value!.Value } },
            Off),
        OfLocal(
            "cluster-count",
            "Preference centers of the local structure term, at least 1 and at most --sample-size.",
            term => term.ClusterCount,
            (term, value) => term with { ClusterCount = value }),
        OfLocal(
            "k-means-iterations",
            "Iterations of k-means in a training step, at least 1.",
            term => term.KMeansIterations,
            (term, value) => term with { KMeansIterations = value }),
        OfLocal(
            "k-means-warm-start",
            "Whether k-means starts from the centers of the step before; otherwise with k-means++.",
            term => term.WarmStart,
            (term, value) => term with { WarmStart = value }),
        OfLocal(
            "matching",
            "How the centers of both sides find their partners.",
            term => term.Matching,
            (term, value) => term with { Matching = value }),
    ];

    private static bool IsOff(double? weight) => weight is null or 0;

    private static GlobalStructureKind? KindOf(GlobalStructureOptions? term) => term switch
    {
        NeighborhoodOptions => GlobalStructureKind.Neighborhood,
        FrobeniusOptions => GlobalStructureKind.Frobenius,
        _ => null,
    };

    private static GlobalStructureOptions? WithWeight(GlobalStructureOptions? term, double? weight)
    {
        var changed = IsOff(weight) ? null : (term ?? new NeighborhoodOptions()) with { Weight = weight!.Value };
        return term is null ? null : changed;
    }

    // What both forms have stays, but for the input: each form has its own default.
    private static GlobalStructureOptions? Changed(GlobalStructureOptions? term, GlobalStructureKind? kind)
    {
        if (kind is null || kind == KindOf(term))
        {
            return kind is null ? null : term;
        }

        GlobalStructureOptions other = kind == GlobalStructureKind.Neighborhood ? new NeighborhoodOptions() : new FrobeniusOptions();
        return term is null ? other : other with { Weight = term.Weight, CenterTexts = term.CenterTexts };
    }

    private static Setting OfUniformity<T>(
        string name, string help, Func<UniformityOptions, T> get, Func<UniformityOptions, T, UniformityOptions> with) =>
        OfTerm(name, help, o => o.Uniformity, (o, term) => o with { Uniformity = term }, new UniformityOptions(), get, with);

    private static Setting OfLocal<T>(
        string name, string help, Func<LocalStructureOptions, T> get, Func<LocalStructureOptions, T, LocalStructureOptions> with) =>
        OfTerm(name, help, o => o.LocalStructure, (o, term) => o with { LocalStructure = term }, new LocalStructureOptions(), get, with);

    private static Setting OfGlobal<TTerm, T>(string name, string help, Func<TTerm, T> get, Func<TTerm, T, TTerm> with)
        where TTerm : GlobalStructureOptions
    {
        GlobalStructureOptions whenOff = typeof(TTerm) == typeof(FrobeniusOptions) ? new FrobeniusOptions() : new NeighborhoodOptions();
        return OfTerm(
            name, help, o => o.GlobalStructure as TTerm, (o, term) => o with { GlobalStructure = term }, (TTerm)whenOff, get, with);
    }

    // The value of a term that is off is that of its defaults; another one is checked, and changes nothing.
    private static Setting OfTerm<TTerm, T>(
        string name,
        string help,
        Func<DaRecOptions, TTerm?> find,
        Func<DaRecOptions, TTerm, DaRecOptions> put,
        TTerm whenOff,
        Func<TTerm, T> get,
        Func<TTerm, T, TTerm> with)
        where TTerm : class =>
        Setting.Of<DaRecOptions, T>(
            name,
            help,
            o => get(find(o) ?? whenOff),
            (o, value) =>
            {
                var changed = with(find(o) ?? whenOff, value);
                return find(o) is null ? o : put(o, changed);
            },
            isIdle: o => find(o) is null);
}
