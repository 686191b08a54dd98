using DaRec.Data;
using DaRec.Recommenders.Models;
using TorchSharp;

namespace DaRec.Cli.Settings;

/// <summary>The recommenders that are trained.</summary>
internal static class TrainedMethods
{
    /// <summary>All, in the help's order.</summary>
    public static IReadOnlyDictionary<BackboneKind, BackboneMethod> All { get; } = new Dictionary<BackboneKind, BackboneMethod>
    {
        [BackboneKind.LightGcn] = Backbone<LightGcnOptions>(
            BackboneKind.LightGcn,
            "LightGCN",
            BackboneSettings.LightGcn,
            (train, options, run) => new LightGcn(train, run.Width, options, run.Generator)),
        [BackboneKind.MatrixFactorization] = Backbone<BackboneOptions>(
            BackboneKind.MatrixFactorization,
            "Matrix factorization",
            BackboneSettings.All,
            (train, options, run) => new MatrixFactorization(train, run.Width, options, run.Generator)),
        [BackboneKind.Gccf] = Backbone<GccfOptions>(
            BackboneKind.Gccf,
            "GCCF",
            BackboneSettings.Graph,
            (train, options, run) => new Gccf(train, run.Width, options, run.Generator)),
        [BackboneKind.Sgl] = Backbone<SglOptions>(
            BackboneKind.Sgl,
            "SGL",
            BackboneSettings.Sgl,
            (train, options, run) => new Sgl(train, run.Width, options, run.Generator)),
        [BackboneKind.SimGcl] = Backbone<SimGclOptions>(
            BackboneKind.SimGcl,
            "SimGCL",
            BackboneSettings.SimGcl,
            (train, options, run) => new SimGcl(train, run.Width, options, run.Generator)),
        [BackboneKind.Dccf] = Backbone<DccfOptions>(
            BackboneKind.Dccf,
            "DCCF",
            BackboneSettings.Dccf,
            (train, options, run) => new Dccf(train, run.Width, options, run.Generator)),
        [BackboneKind.AutoCf] = Backbone<AutoCfOptions>(
            BackboneKind.AutoCf,
            "AutoCF",
            BackboneSettings.AutoCf,
            (train, options, run) => new AutoCf(train, run.Width, options, run.Generator)),
        [BackboneKind.LightCcf] = Backbone<LightCcfOptions>(
            BackboneKind.LightCcf,
            "LightCCF",
            BackboneSettings.LightCcf,
            (train, options, run) => new LightCcf(train, run.Width, options, run.Generator)),
        [BackboneKind.AlphaRec] = new(
            Names.Of(BackboneKind.AlphaRec), "AlphaRec", new AlphaRecOptions(), BackboneSettings.AlphaRec)
        {
            Create = (data, options, run) =>
                new AlphaRec(data.Train, data.ItemEmbeddings!, run.Width, (AlphaRecOptions)options, run.Generator),
            ReadsTexts = true,
        },
    };

    private static BackboneMethod Backbone<T>(
        BackboneKind kind,
        string title,
        IReadOnlyList<Setting> settings,
        Func<Interactions, T, (int Width, torch.Generator Generator), Backbone> create)
        where T : BackboneOptions, new() =>
        new(Names.Of(kind), title, new T(), settings) { Create = (data, options, run) => create(data.Train, (T)options, run) };
}
