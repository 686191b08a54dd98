using DaRec.Data;
using DaRec.Embeddings;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Material;

/// <summary>Aligners whose cost is measured: with λ as it is set, since made-up texts carry no information.</summary>
internal static class BenchmarkAligner
{
    /// <summary>The options for embeddings of a width, without anything that is fitted to interactions.</summary>
    public static DaRecOptions Unscaled(DaRecOptions options, int width) => options with
    {
        Heads = options.Heads with { Width = width },
        Strength = options.Strength with { ReferenceDensity = null },
        Ranking = options.Ranking with { TextScoreWeight = 0 },
    };

    /// <summary>An aligner of items alone.</summary>
    /// <param name="width">Width of the embeddings.</param>
    /// <param name="texts">E^L, (n, e); they must outlive the aligner.</param>
    /// <param name="options">Every choice but the side that rows are drawn from.</param>
    /// <param name="generator">Source of randomness.</param>
    public static DaRecAligner OfItems(int width, FrozenEmbeddings texts, DaRecOptions options, Generator generator)
    {
        var items = Interactions.FromPairs([], [], userCount: 0, itemCount: (int)texts.Count);
        var unscaled = Unscaled(options, width);
        return new DaRecAligner(
            width,
            items,
            texts,
            options: unscaled with { Sampling = unscaled.Sampling with { From = RowSource.Items } },
            generator: generator);
    }
}
