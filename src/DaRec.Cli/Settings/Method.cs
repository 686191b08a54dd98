using System.Text.Json.Nodes;
using DaRec.Distributed;
using DaRec.NewItems;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.NewItems;
using DaRec.Recommenders.Rankers;
using TorchSharp;

namespace DaRec.Cli.Settings;

/// <summary>A recommender, an alignment or a way to place new items as the program offers it.</summary>
/// <param name="Key">What is typed for it, and its section in the configuration file.</param>
/// <param name="Title">What it is called in text.</param>
/// <param name="Defaults">The record of its options as they are if nothing else is asked for; null where it has none.</param>
/// <param name="Settings">The settings of this record; those that switch others on stand before them.</param>
internal record Method(string Key, string Title, object? Defaults, IReadOnlyList<Setting> Settings)
{
    /// <summary>The recommenders, one for each <see cref="BackboneKind"/>.</summary>
    public static IReadOnlyDictionary<BackboneKind, BackboneMethod> Backbones { get; } = new Dictionary<BackboneKind, BackboneMethod>([
        .. TrainedMethods.All, .. FittedMethods.All]);

    /// <summary>The alignments, one for each <see cref="AlignmentKind"/>.</summary>
    public static IReadOnlyDictionary<AlignmentKind, AlignmentMethod> Alignments { get; } = new Dictionary<AlignmentKind, AlignmentMethod>
    {
        [AlignmentKind.None] = new("none", "", null, [], (_, _, _, _) => new NoTexts()),
        [AlignmentKind.DaRec] = Alignment<DaRecOptions>(
            AlignmentKind.DaRec,
            "DaRec",
            DaRecSettings.All,
            (backbone, data, options, run) => new DaRecAlignment(backbone, data, options, run.Generator, run.Processes)),
        [AlignmentKind.RlmRecContrastive] = Alignment<RlmRecContrastiveOptions>(
            AlignmentKind.RlmRecContrastive,
            "RLMRec-Con",
            BaselineSettings.RlmRecContrastive,
            (backbone, data, options, run) => new RlmRecContrastive(backbone, data, options, run.Generator)),
        [AlignmentKind.RlmRecGenerative] = Alignment<RlmRecGenerativeOptions>(
            AlignmentKind.RlmRecGenerative,
            "RLMRec-Gen",
            BaselineSettings.RlmRecGenerative,
            (backbone, data, options, run) => new RlmRecGenerative(backbone, data, options, run.Generator)),
        [AlignmentKind.Kar] = Alignment<KarOptions>(
            AlignmentKind.Kar,
            "KAR",
            BaselineSettings.Kar,
            (backbone, data, options, run) => new Kar(backbone, data, options, run.Generator)),
        [AlignmentKind.ProMax] = Alignment<ProMaxOptions>(
            AlignmentKind.ProMax,
            "ProMax (SDR)",
            BaselineSettings.ProMax,
            (backbone, data, options, _) => new ProMax(backbone, data, options)),
    };

    /// <summary>The ways to place items without training interactions, one for each <see cref="NewItemKind"/>.</summary>
    public static IReadOnlyDictionary<NewItemKind, PlacementMethod> Placements { get; } = new Dictionary<NewItemKind, PlacementMethod>
    {
        [NewItemKind.None] = new("none", "", null, [], _ => null),
        [NewItemKind.Projector] = Placement<ItemProjectorOptions>(
            NewItemKind.Projector, "projector", NewItemSettings.Projector, _ => null),
        [NewItemKind.TextProfile] = new(Names.Of(NewItemKind.TextProfile), "text profile", null, [], _ => new TextProfile()),
        [NewItemKind.NeighborMean] = Placement<NeighborMeanOptions>(
            NewItemKind.NeighborMean, "mean of neighbors", NewItemSettings.NeighborMean, options => new NeighborMean(options)),
        [NewItemKind.RidgeMap] = Placement<RidgeMapOptions>(
            NewItemKind.RidgeMap, "ridge", NewItemSettings.RidgeMap, options => new RidgeMap(options)),
        [NewItemKind.DropoutNet] = Placement<DropoutNetOptions>(
            NewItemKind.DropoutNet, "DropoutNet", NewItemSettings.DropoutNet, options => new DropoutNet(options)),
        [NewItemKind.ClcRec] = Placement<ClcRecOptions>(
            NewItemKind.ClcRec, "CLCRec", NewItemSettings.ClcRec, options => new ClcRec(options)),
        [NewItemKind.Aldi] = Placement<AldiOptions>(NewItemKind.Aldi, "ALDI", NewItemSettings.Aldi, options => new Aldi(options)),
    };

    /// <summary>All methods of each sort.</summary>
    public static IEnumerable<Method> All => [.. Backbones.Values, .. Alignments.Values, .. Placements.Values];

    /// <summary>Its options as a section of the configuration file, without those that do nothing.</summary>
    public JsonObject ToJson(object options) => new(Settings
        .Where(setting => !setting.IsIdle(options))
        .Select(setting => KeyValuePair.Create(setting.Key, setting.ToJson(options))));

    // The baselines' options are told apart by their prefix; DaRec, the program's own, has none.
    private static AlignmentMethod Alignment<T>(
        AlignmentKind kind,
        string title,
        IReadOnlyList<Setting> settings,
        Func<Backbone, Dataset, T, (torch.Generator Generator, ICommunicator Processes), TextMethod> create)
        where T : class, new() => new(
            Names.Of(kind),
            title,
            new T(),
            kind == AlignmentKind.DaRec ? settings : [.. settings.Select(setting => setting.Prefixed($"{Names.Of(kind)}-"))],
            (backbone, data, options, run) => create(backbone, data, (T)options!, run));

    private static PlacementMethod Placement<T>(
        NewItemKind kind, string title, IReadOnlyList<Setting> settings, Func<T, NewItemMethod?> create)
        where T : class, new() => new(
            Names.Of(kind),
            title,
            new T(),
            [.. settings.Select(setting => setting.Prefixed($"{Names.Of(kind)}-"))],
            options => create((T)options!));
}

/// <summary>A recommender, which is either trained or computed.</summary>
/// <param name="Key">As in <see cref="Method"/>.</param>
/// <param name="Title">As in <see cref="Method"/>.</param>
/// <param name="Defaults">As in <see cref="Method"/>.</param>
/// <param name="Settings">As in <see cref="Method"/>.</param>
internal sealed record BackboneMethod(string Key, string Title, object Defaults, IReadOnlyList<Setting> Settings)
    : Method(Key, Title, Defaults, Settings)
{
    /// <summary>Makes a model to train, from data and its options; null where it is computed.</summary>
    public Func<Dataset, object, (int Width, torch.Generator Generator), Backbone>? Create { get; init; }

    /// <summary>Computes the scores, from data and its options; null where it is trained.</summary>
    public Func<Dataset, object, (int Width, int Seed), IItemScores>? Fit { get; init; }

    /// <summary>Whether it reads the texts of the items itself.</summary>
    public bool ReadsTexts { get; init; }

    /// <summary>Whether it ranks by inner products of vectors, beside which other columns can stand; false for weights between items.</summary>
    public bool HasVectors { get; init; } = true;
}

/// <summary>What brings texts in.</summary>
/// <param name="Key">As in <see cref="Method"/>.</param>
/// <param name="Title">As in <see cref="Method"/>.</param>
/// <param name="Defaults">As in <see cref="Method"/>.</param>
/// <param name="Settings">As in <see cref="Method"/>.</param>
/// <param name="Create">Makes it for a recommender, from data with texts, its options, and what shares its work.</param>
internal sealed record AlignmentMethod(
    string Key,
    string Title,
    object? Defaults,
    IReadOnlyList<Setting> Settings,
    Func<Backbone, Dataset, object?, (torch.Generator Generator, ICommunicator Processes), TextMethod> Create) : Method(Key, Title, Defaults, Settings);

/// <summary>What gives items without training interactions a vector.</summary>
/// <param name="Key">As in <see cref="Method"/>.</param>
/// <param name="Title">As in <see cref="Method"/>.</param>
/// <param name="Defaults">As in <see cref="Method"/>.</param>
/// <param name="Settings">As in <see cref="Method"/>.</param>
/// <param name="Create">Makes it from its options; null where nothing is placed.</param>
internal sealed record PlacementMethod(
    string Key,
    string Title,
    object? Defaults,
    IReadOnlyList<Setting> Settings,
    Func<object?, NewItemMethod?> Create) : Method(Key, Title, Defaults, Settings);
