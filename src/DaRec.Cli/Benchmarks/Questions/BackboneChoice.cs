using DaRec.Data;
using DaRec.Recommenders.Models;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>A backbone whose epochs are timed.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Create">Makes it with its default options, from training interactions, width and a generator.</param>
internal sealed record BackboneChoice(string Name, Func<Interactions, int, Generator, Backbone> Create)
{
    /// <summary>The one that others are compared with.</summary>
    public static BackboneChoice LightGcn { get; } =
        new("LightGCN", (train, width, generator) => new LightGcn(train, width, generator: generator));

    /// <summary>All.</summary>
    public static IReadOnlyList<BackboneChoice> All { get; } =
    [
        LightGcn,
        new("GCCF", (train, width, generator) => new Gccf(train, width, generator: generator)),
        new("SGL", (train, width, generator) => new Sgl(train, width, generator: generator)),
        new("SimGCL", (train, width, generator) => new SimGcl(train, width, generator: generator)),
        new("DCCF", (train, width, generator) => new Dccf(train, width, generator: generator)),
        new("AutoCF", (train, width, generator) => new AutoCf(train, width, generator: generator)),
    ];
}
