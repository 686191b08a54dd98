using DaRec.Cli.Benchmarks.Material;
using DaRec.Embeddings;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Something whose time and memory are followed as N̂ grows.</summary>
/// <param name="Name">What it is.</param>
/// <param name="IsDense">Whether it is the form with n × n tensors, which ends where memory or time do.</param>
/// <param name="Prepare">
/// Inputs for N̂ rows, which go to the caller's dispose scope, and what then runs; other things to dispose are added to the list.
/// </param>
internal sealed record ScalingSeries(string Name, bool IsDense, Func<int, List<IDisposable>, Action> Prepare)
{
    public static IReadOnlyList<ScalingSeries> Of(BenchmarkSettings settings)
    {
        var d = settings.Width;
        return
        [
            .. Enum.GetValues<LossKernel>().SelectMany(kernel => (ScalingSeries[])
            [
                new("global structure", kernel == LossKernel.Dense, (n, owned) => GlobalStructure(n, d, kernel, owned)),
                new("uniformity", kernel == LossKernel.Dense, (n, owned) => Uniformity(n, d, kernel, owned)),
                new("neighbourhoods", kernel == LossKernel.Dense, (n, owned) => Neighborhood(n, settings, kernel, owned)),
            ]),
            new("all of the paper's terms", false, (n, owned) => Aligner(n, settings, owned)),
        ];
    }

    private static Action GlobalStructure(int n, int d, LossKernel kernel, List<IDisposable> owned)
    {
        var loss = new GlobalStructureLoss(kernel: kernel);
        owned.Add(loss);
        var (a, b) = (RandomRows.Leaf(n, d, seed: 1), RandomRows.Leaf(n, d, seed: 2));
        return () => Gradient.Of(() => loss.call(a, b), a, b);
    }

    private static Action Uniformity(int n, int d, LossKernel kernel, List<IDisposable> owned)
    {
        var loss = new UniformityLoss(kernel: kernel);
        owned.Add(loss);
        var rows = RandomRows.Leaf(n, d, seed: 1);
        return () => Gradient.Of(() => loss.call(rows), rows);
    }

    private static Action Neighborhood(int n, BenchmarkSettings settings, LossKernel kernel, List<IDisposable> owned)
    {
        var loss = new NeighborhoodStructureLoss(kernel: kernel);
        owned.Add(loss);
        var (rows, texts) = (RandomRows.Leaf(n, settings.Width, seed: 1), RandomRows.Texts(n, settings.NeighborhoodTextWidth, seed: 2));
        return () => Gradient.Of(() => loss.call(rows, texts), rows);
    }

    private static Action Aligner(int n, BenchmarkSettings settings, List<IDisposable> owned)
    {
        var generator = new Generator(3);
        var options = DaRecOptions.PaperNormalized with { Sampling = new() { Size = null } };
        var (rows, texts) = (RandomRows.Leaf(n, settings.Width, seed: 1), RandomRows.Texts(n, settings.TextWidth, seed: 2));
        var table = FrozenEmbeddings.FromTensor(texts);
        var aligner = BenchmarkAligner.OfItems(settings.Width, table, options, generator);
        owned.AddRange([aligner, table, generator]);
        Tensor[] leaves = [rows, .. aligner.parameters()];
        return () =>
        {
            using var losses = aligner.Align(rows);
            Gradient.Of(() => losses.Total.alias(), leaves);
        };
    }
}
