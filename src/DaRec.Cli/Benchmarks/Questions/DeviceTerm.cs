using DaRec.Cli.Benchmarks.Material;
using DaRec.Losses;
using DaRec.Recommenders.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>A loss over all pairs of rows, as it is measured on a device.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Key">Its figures of another library are those of this key and n, with a hyphen between.</param>
/// <param name="Operations">Those of the products that nobody can do without, for n rows: value and gradient.</param>
/// <param name="Prepare">Inputs for n rows on a device, which go to the caller's dispose scope, and what then runs.</param>
internal sealed record DeviceTerm(string Name, string Key, Func<double, double> Operations, Func<int, Device, Action> Prepare)
{
    /// <summary>The terms; each is disposed of nothing, for losses have no parameters.</summary>
    public static IReadOnlyList<DeviceTerm> Of(BenchmarkSettings settings)
    {
        var (d, e) = (settings.Width, settings.NeighborhoodTextWidth);
        return
        [
            // Half a product for the inner products, which are symmetric, and a whole one for the gradient.
            new("uniformity", "uniformity", n => 3 * n * n * d, (n, device) =>
            {
                var rows = Leaf(n, d, 1, device);
                return () => Run(new UniformityLoss(), loss => loss.call(rows), rows);
            }),
            new("neighbourhoods", "neighborhood", n => n * n * ((3 * d) + e), (n, device) =>
            {
                var (rows, texts) = (Leaf(n, d, 1, device), RandomRows.Texts(n, e, seed: 2).to(device));
                return () => Run(new NeighborhoodStructureLoss(), loss => loss.call(rows, texts), rows);
            }),

            // n anchors against n candidates: one product for the logits, one for each gradient.
            new("InfoNCE", "info-nce", n => 6 * n * n * d, (n, device) =>
            {
                var (anchors, candidates) = (Leaf(n, d, 1, device), Leaf(n, d, 2, device));
                return () => Run(new InfoNceLoss(), loss => loss.InBatch(anchors, candidates), anchors, candidates);
            }),
        ];
    }

    private static Tensor Leaf(int rows, int width, ulong seed, Device device)
    {
        using var drawn = RandomRows.Normal(rows, width, seed);
        return drawn.to(device, copy: true).requires_grad_();
    }

    private static void Run<T>(T loss, Func<T, Tensor> value, params Tensor[] leaves)
        where T : IDisposable
    {
        using (loss)
        {
            Gradient.Of(() => value(loss), leaves);
        }
    }
}
