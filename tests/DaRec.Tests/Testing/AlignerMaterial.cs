using DaRec.Data;
using DaRec.Embeddings;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Users and items with texts of both sides, few interactions, and aligners of them.</summary>
internal sealed class AlignerMaterial : IDisposable
{
    public const int Users = 30;
    public const int Items = 40;
    public const int Width = 8;
    public const int TextWidth = 12;

    /// <summary>The recommended terms and the others, in every step, with λ as it is set and nothing appended.</summary>
    public static readonly DaRecOptions AllTerms = DaRecOptions.Default with
    {
        Sampling = new() { Size = 20 },
        Strength = new() { Every = 1, ReferenceDensity = null },
        Heads = new() { Width = Width },
        Ranking = new() { TextScoreWeight = 0 },
        Orthogonality = new() { Weight = 0.1 },
        Uniformity = new() { Weight = 0.1 },
        LocalStructure = new() { Weight = 0.1, ClusterCount = 4 },
    };

    public static readonly DaRecOptions Paper = Small(DaRecOptions.Paper);

    public static readonly DaRecOptions PaperNormalized = Small(DaRecOptions.PaperNormalized);

    public AlignerMaterial(ScalarType dtype = ScalarType.Float32)
    {
        var random = new Random(1);
        int[] users = [.. Enumerable.Range(0, 3 * Users).Select(pair => pair / 3)];
        int[] items = [.. users.Select(_ => random.Next(Items))];
        Interactions = Interactions.FromPairs(users, items, Users, Items);
        (UserRows, ItemRows) = (Tensors.Random(Users, Width, 1, dtype), Tensors.Random(Items, Width, 2, dtype));
        (UserTextRows, ItemTextRows) = (Tensors.Random(Users, TextWidth, 3, dtype), Tensors.Random(Items, TextWidth, 4, dtype));
        (UserTexts, ItemTexts) = (FrozenEmbeddings.FromTensor(UserTextRows), FrozenEmbeddings.FromTensor(ItemTextRows));
    }

    public Interactions Interactions { get; }

    public Tensor UserRows { get; }

    public Tensor ItemRows { get; }

    public Tensor UserTextRows { get; }

    public Tensor ItemTextRows { get; }

    public FrozenEmbeddings UserTexts { get; }

    public FrozenEmbeddings ItemTexts { get; }

    public static DaRecOptions Of(string name) => name switch
    {
        "paper" => Paper,
        "paper-normalized" => PaperNormalized,
        _ => AllTerms,
    };

    public DaRecAligner Create(DaRecOptions options, ulong seed = 5) =>
        new(Width, Interactions, ItemTexts, UserTexts, options, generator: new Generator(seed));

    public void Dispose()
    {
        UserTexts.Dispose();
        ItemTexts.Dispose();
    }

    private static DaRecOptions Small(DaRecOptions options) => options with
    {
        Sampling = options.Sampling with { Size = 20 },
        Heads = new() { Width = Width },
        LocalStructure = new() { ClusterCount = 4 },
    };
}
