using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Material;

/// <summary>Seeded rows.</summary>
internal static class RandomRows
{
    private const int TextFactors = 16;
    private const double TextMean = 0.7; // common to all texts of a kind, which is why their cosines are far from 0
    private const double TextNoise = 0.5;

    /// <summary>Normal rows, shape (n, d).</summary>
    /// <param name="rows">n.</param>
    /// <param name="width">d.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    public static Tensor Normal(long rows, long width, ulong seed)
    {
        using var generator = new Generator(seed);
        return randn([rows, width], dtype: ScalarType.Float32, generator: generator);
    }

    /// <summary>Normal rows that take a gradient, shape (n, d).</summary>
    /// <param name="rows">n.</param>
    /// <param name="width">d.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    public static Tensor Leaf(long rows, long width, ulong seed) => Normal(rows, width, seed).requires_grad_();

    /// <summary>Unit rows with the cosines of text embeddings: few factors, a common mean and noise; shape (n, e).</summary>
    /// <param name="rows">n.</param>
    /// <param name="width">e.</param>
    /// <param name="seed">The same seed gives the same rows.</param>
    public static Tensor Texts(long rows, long width, ulong seed)
    {
        using var scope = NewDisposeScope();
        var language = Normal(TextFactors, width, seed);
        var signal = Normal(rows, TextFactors, seed + 1).mm(language).div(Held(Math.Sqrt(TextFactors))); // (n, e)
        var texts = signal.add(Normal(rows, width, seed + 2), Held(TextNoise)).add(Normal(1, width, seed + 3), Held(TextMean));
        return nn.functional.normalize(texts).MoveToOuterDisposeScope();
    }
}
