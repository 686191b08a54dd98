using DaRec.Data;
using DaRec.Embeddings;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Checking;

/// <summary>All terms of an aligner, of all rows: what is drawn makes no difference.</summary>
/// <remarks>Rows lie in blobs far apart, so that k-means finds the same clusters wherever it starts.</remarks>
internal static class AlignerCase
{
    private const int Users = 120;
    private const int Items = 160;
    private const int Width = 16;
    private const int TextWidth = 24;
    private const int Blobs = 4;

    /// <summary>The cases.</summary>
    public static IReadOnlyList<LossCase> All { get; } =
    [
        Of("aligner, default", DaRecOptions.Default),
        Of("aligner, all terms", DaRecOptions.Default with
        {
            Sampling = new() { From = RowSource.Both },
            Orthogonality = new() { Weight = 0.1 },
            Uniformity = new() { Weight = 0.1 },
            LocalStructure = new() { Weight = 0.1 },
        }),
        Of("aligner, paper", DaRecOptions.Paper),
        Of("aligner, paper-normalized", DaRecOptions.PaperNormalized),
    ];

    private static LossCase Of(string name, DaRecOptions options) => new(name, (device, type) => Compute(
        options with
        {
            Sampling = options.Sampling with { Size = null },
            Strength = options.Strength with { Every = 1, ReferenceDensity = null },
            Heads = options.Heads with { Width = Width },
            LocalStructure = options.LocalStructure is { } local ? local with { ClusterCount = Blobs, KMeansIterations = 10 } : null,
        },
        device,
        type));

    private static LossOutcome Compute(DaRecOptions options, Device device, ScalarType type)
    {
        using var itemTexts = FrozenEmbeddings.FromTensor(Rows(Items, TextWidth, 3).to(ScalarType.Float32));
        using var userTexts = FrozenEmbeddings.FromTensor(Rows(Users, TextWidth, 4).to(ScalarType.Float32));
        using var generator = new Generator(5);
        using var aligner = new DaRecAligner(Width, Interacted(), itemTexts, userTexts, options, generator: generator);
        aligner.to(type);
        aligner.to(device);
        var (users, items) = (Leaf(Rows(Users, Width, 1, Blobs)), Leaf(Rows(Items, Width, 2, Blobs)));

        using var losses = aligner.Align(users, items);

        (string Name, Tensor? Value)[] terms =
        [
            (": orthogonality", losses.Orthogonality), (": uniformity", losses.Uniformity), (": global structure", losses.GlobalStructure),
            (": local structure", losses.LocalStructure), (": total", losses.Total),
        ];
        return LossOutcome.Of(
            [.. terms.Where(term => term.Value is not null).Select(term => (term.Name, term.Value!))],
            losses.Total,
            [users, items, .. aligner.parameters()]);

        Tensor Leaf(Tensor rows) => rows.to(type).to(device).requires_grad_();
    }

    // Of so many rows in a row from each blob: both sides have blobs of their own, and much to align.
    private static Tensor Rows(int count, int width, ulong seed, int together = 1)
    {
        using var generator = new Generator(seed);
        var centers = randn([Blobs, width], ScalarType.Float64, generator: generator).mul(Held(3));
        var own = arange(Held(count), dtype: ScalarType.Int64).floor_divide(Held(together)).remainder(Held(Blobs));
        return centers.index_select(0, own).add(randn([count, width], ScalarType.Float64, generator: generator), alpha: Held(0.3));
    }

    private static Interactions Interacted()
    {
        var random = new Random(1);
        int[] users = [.. Enumerable.Range(0, 5 * Users).Select(pair => pair / 5)];
        return Interactions.FromPairs(users, [.. users.Select(_ => random.Next(Items))], Users, Items);
    }
}
