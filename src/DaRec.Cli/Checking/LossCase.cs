using DaRec.Losses;
using DaRec.Recommenders.Losses;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Checking;

/// <summary>A loss and rows to compute it of.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Compute">Value and gradient on a device, of rows of an element type that are otherwise the same.</param>
internal sealed record LossCase(string Name, Func<Device, ScalarType, LossOutcome> Compute)
{
    private const int Rows = 1300; // more than a tile of the losses that go by tiles
    private const int Width = 32;
    private const int Clusters = 8;

    /// <summary>All losses of both libraries in all their forms.</summary>
    public static IReadOnlyList<LossCase> All { get; } =
    [
        Of("orthogonality", 2, [(Rows, Width), (Rows, Width)], x => new OrthogonalityLoss().call(x[0], x[1])),
        .. Enum.GetValues<LossKernel>().SelectMany(OverPairs),
        .. Enum.GetValues<MatchingMethod>().Select(matching => Of(
            $"local structure, {Lower(matching)} matching",
            2,
            [(Clusters, Width), (Clusters, Width)],
            x => new LocalStructureLoss(matching).call(x[0], x[1]))),
        Of("InfoNCE", 3, [(Rows / 2, Width), (Rows / 2, Width), (Rows, Width)], x => new InfoNceLoss().call(x[0], x[1], x[2])),
        Of("InfoNCE in the batch", 2, [(Rows, Width), (Rows, Width)], x => new InfoNceLoss().InBatch(x[0], x[1])),
        Of(
            "InfoNCE, weighted",
            3,
            [(Rows / 2, Width), (Rows / 2, Width), (Rows, Width), (Rows / 2, 1), (Rows, 1)],
            x => new InfoNceLoss().Weighted(x[0], x[1], x[2], Positive(x[3]), Positive(x[4]))),
        Of("BPR", 3, [(Rows, Width), (Rows, Width), (Rows, Width)], x => new BprLoss().call(x[0], x[1], x[2])),
    ];

    private static IEnumerable<LossCase> OverPairs(LossKernel kernel)
    {
        (int, int)[] one = [(Rows, Width)];
        (int, int)[] two = [(Rows, Width), (Rows, 2 * Width)];
        var form = kernel == LossKernel.Fast ? "" : $", {Lower(kernel)}";
        return
        [
            Of($"uniformity{form}", 1, one, x => new UniformityLoss(kernel: kernel).call(x[0])),
            Of($"uniformity of all pairs{form}", 1, one, x => new UniformityLoss(distinctPairs: false, kernel: kernel).call(x[0])),
            Of(
                $"uniformity of short rows as they are{form}",
                1,
                one,
                x => new UniformityLoss(normalize: false, kernel: kernel).call(x[0].mul(Held(0.1)))),
            Of($"global structure{form}", 2, two, x => new GlobalStructureLoss(kernel: kernel).call(x[0], x[1])),
            Of(
                $"global structure as the paper sums it{form}",
                2,
                two,
                x => new GlobalStructureLoss(normalizeRows: false, average: false, kernel).call(x[0], x[1])),
            Of($"neighbourhoods{form}", 1, two, x => new NeighborhoodStructureLoss(kernel: kernel).call(x[0], x[1])),
        ];
    }

    private static LossCase Of(string name, int leaves, (int Rows, int Width)[] shapes, Func<Tensor[], Tensor> loss) => new(
        name,
        (device, type) =>
        {
            Tensor[] inputs = [.. shapes.Index().Select(shape => Input(shape.Item, 1 + shape.Index, shape.Index < leaves, device, type))];
            var value = loss(inputs);
            return LossOutcome.Of([("", value)], value, inputs[..leaves]);
        });

    private static Tensor Input((int Rows, int Width) shape, int seed, bool isLeaf, Device device, ScalarType type)
    {
        using var generator = new Generator((ulong)seed);
        return randn([shape.Rows, shape.Width], ScalarType.Float64, generator: generator).to(type).to(device).requires_grad_(isLeaf);
    }

    private static Tensor Positive(Tensor column) => column.squeeze(1).abs().add(Held(0.1));

    private static string Lower(Enum kind) => kind.ToString().ToLowerInvariant();
}
