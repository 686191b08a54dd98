using DaRec.Recommenders.Data;
using DaRec.Recommenders.Rankers;
using TorchSharp;

namespace DaRec.Cli.Settings;

/// <summary>The recommenders that are computed, not trained.</summary>
internal static class FittedMethods
{
    /// <summary>All, in the help's order.</summary>
    public static IReadOnlyDictionary<BackboneKind, BackboneMethod> All { get; } = new Dictionary<BackboneKind, BackboneMethod>
    {
        [BackboneKind.ItemKnn] = Of<ItemKnnOptions>(
            BackboneKind.ItemKnn, "Item-kNN", RankerSettings.ItemKnn, (data, options) => ItemKnn.Fit(data.Train, options)),
        [BackboneKind.Rp3Beta] = Of<Rp3BetaOptions>(
            BackboneKind.Rp3Beta, "RP3beta", RankerSettings.Rp3Beta, (data, options) => Rp3Beta.Fit(data.Train, options)),
        [BackboneKind.Ease] = Of<EaseOptions>(
            BackboneKind.Ease, "EASE", RankerSettings.Ease, (data, options) => Ease.Fit(data.Train, options)),
        [BackboneKind.AddEase] = Of<AddEaseOptions>(
            BackboneKind.AddEase,
            "Add-EASE",
            RankerSettings.AddEase,
            (data, options) => AddEase.Fit(data.Train, data.ItemEmbeddings!, options),
            readsTexts: true),
        [BackboneKind.L3ae] = Of<L3aeOptions>(
            BackboneKind.L3ae,
            "L3AE",
            RankerSettings.L3ae,
            (data, options) => L3ae.Fit(data.Train, data.ItemEmbeddings!, options),
            readsTexts: true),
        [BackboneKind.TextGcn] = Of<TextGcnOptions>(
            BackboneKind.TextGcn,
            "TextGCN",
            RankerSettings.TextGcn,
            (data, options) => new EmbeddingScores(TextGcn.Fit(data.Train, data.ItemEmbeddings!, options)),
            readsTexts: true,
            hasVectors: true),
        [BackboneKind.ImplicitAls] = new(
            Names.Of(BackboneKind.ImplicitAls), "iALS", new ImplicitAlsOptions(), RankerSettings.ImplicitAls)
        {
            Fit = FitImplicitAls,
        },
    };

    private static BackboneMethod Of<T>(
        BackboneKind kind,
        string title,
        IReadOnlyList<Setting> settings,
        Func<Dataset, T, IItemScores> fit,
        bool readsTexts = false,
        bool hasVectors = false)
        where T : class, new() => new(Names.Of(kind), title, new T(), settings)
        {
            Fit = (data, options, _) => fit(data, (T)options),
            ReadsTexts = readsTexts,
            HasVectors = hasVectors,
        };

    private static EmbeddingScores FitImplicitAls(Dataset data, object options, (int Width, int Seed) run)
    {
        using var generator = new torch.Generator(unchecked((ulong)run.Seed));
        return new EmbeddingScores(ImplicitAls.Fit(data.Train, run.Width, (ImplicitAlsOptions)options, generator));
    }
}
