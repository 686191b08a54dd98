using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Information;

/// <summary>Pairs of tables whose mutual information is known.</summary>
internal static class GaussianRows
{
    /// <summary>x and y (n, d) whose columns have the correlation ρ in pairs: −d/2 ln(1 − ρ²) nats.</summary>
    public static (Tensor X, Tensor Y) Draw(int n, int d, double correlation, ulong seed)
    {
        using var generator = new Generator(seed);
        var x = randn([n, d], dtype: ScalarType.Float64, generator: generator);
        var noise = randn([n, d], dtype: ScalarType.Float64, generator: generator);
        return (x, x.mul(correlation).add(noise.mul(Math.Sqrt(1 - (correlation * correlation)))));
    }

    public static double Nats(int d, double correlation) => -0.5 * d * Math.Log(1 - (correlation * correlation));

    /// <summary>Rows around the mean of their class, in the first column; the others are noise.</summary>
    public static (Tensor Rows, int[] Labels) Mixture(int n, int d, double[] means, ulong seed)
    {
        using var generator = new Generator(seed);
        int[] labels = [.. Enumerable.Range(0, n).Select(row => row % means.Length)];
        var rows = randn([n, d], dtype: ScalarType.Float64, generator: generator);
        rows.select(1, 0).add_(tensor(Array.ConvertAll(labels, label => means[label])));
        return (rows, labels);
    }
}
