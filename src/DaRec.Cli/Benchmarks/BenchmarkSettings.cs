
namespace DaRec.Cli.Benchmarks;

/// <summary>How thoroughly is measured, and at what sizes.</summary>
internal sealed record BenchmarkSettings
{
    /// <summary>What anybody can run in a minute or two.</summary>
    public static BenchmarkSettings Quick { get; } = new();

    /// <summary>Everything, at seven rounds.</summary>
    public static BenchmarkSettings Full { get; } = new()
    {
        IsFull = true,
        Rounds = 7,
        SparseWidths = [16, 32, 64, 128, 256],
        ScalingRows = [1024, 2048, 4096, 8192, 16384, 20332],
        DensePointSeconds = 20,
        Steps = 90,
        ScaleUpTo = 256_000,
        DeviceRows = [1024, 2048, 4096, 8192, 16384, 32768, 65536],
    };

    /// <summary>Whether what takes minutes or gigabytes is measured too.</summary>
    public bool IsFull { get; init; }

    /// <summary>Rounds that are timed. Default 3.</summary>
    public int Rounds { get; init; } = 3;

    /// <summary>n where a dense peer has to keep up. Default 8192.</summary>
    public int PairRows { get; init; } = 8192;

    /// <summary>N̂ of a step under the default recipe, at which kernels are short. Default 1024.</summary>
    public int StepRows { get; init; } = 1024;

    /// <summary>Seconds of calls that are timed together beside a busy neighbour. Default 0.05.</summary>
    public double BatchSeconds { get; init; } = 0.05;

    /// <summary>n of a whole catalogue: all users and items of Amazon-book. Default 20,332.</summary>
    public int ManyRows { get; init; } = 20332;

    /// <summary>Items of a served index. Default 100,000.</summary>
    public int ServedItems { get; init; } = 100_000;

    /// <summary>Items that are added to a served index at once. Default 10,000.</summary>
    public int NewItems { get; init; } = 10_000;

    /// <summary>Users of a served index who are answered together. Default 1000.</summary>
    public int ServedUsers { get; init; } = 1000;

    /// <summary>Width of served vectors: a recommender's 32 columns and 64 of its texts. Default 96.</summary>
    public int ServedWidth { get; init; } = 96;

    /// <summary>Width d of the recommender's embeddings. Default 32.</summary>
    public int Width { get; init; } = 32;

    /// <summary>Width of the texts that neighbourhoods are compared with. Default 64.</summary>
    public int NeighborhoodTextWidth { get; init; } = 64;

    /// <summary>Side of the square product whose speed counts as the machine's. Default 2048.</summary>
    public int SquareProduct { get; init; } = 2048;

    /// <summary>Numbers k of clusters. Default 8 and 64.</summary>
    public IReadOnlyList<int> ClusterCounts { get; init; } = [8, 64];

    /// <summary>Widths d at which the global term changes sides. Default 32, 128 and 512.</summary>
    public IReadOnlyList<int> RuleWidths { get; init; } = [32, 128, 512];

    /// <summary>Widths of the dense factor of the sparse product. Default 32.</summary>
    public IReadOnlyList<int> SparseWidths { get; init; } = [32];

    /// <summary>N̂ of the plot. Default 1024, 2048 and 4096.</summary>
    public IReadOnlyList<int> ScalingRows { get; init; } = [1024, 2048, 4096];

    /// <summary>n of each term on a device. Default 1024, 4096 and 16,384.</summary>
    public IReadOnlyList<int> DeviceRows { get; init; } = [1024, 4096, 16384];

    /// <summary>Side of the square product whose speed counts as a GPU's. Default 4096.</summary>
    public int DeviceProduct { get; init; } = 4096;

    /// <summary>Seconds that a point of a dense form may take. Default 2.</summary>
    public double DensePointSeconds { get; init; } = 2;

    /// <summary>Bytes that a point of a dense form may take. Default 4 GB.</summary>
    public long DensePointBytes { get; init; } = 4L << 30;

    /// <summary>Users, and items, of the largest data whose stages are timed as they double. Default 32,000.</summary>
    public int ScaleUpTo { get; init; } = 32_000;

    /// <summary>Users of the planted graph. Default 11,000.</summary>
    public int UserCount { get; init; } = 11000;

    /// <summary>Items of the planted graph. Default 9332.</summary>
    public int ItemCount { get; init; } = 9332;

    /// <summary>Interactions of the planted graph, a fifth of which each is held out for validation and test. Default 190,000.</summary>
    public int InteractionCount { get; init; } = 190_000;

    /// <summary>Interactions a step of training. Default 4096.</summary>
    public int BatchSize { get; init; } = 4096;

    /// <summary>Width of ordinary texts. Default 384.</summary>
    public int TextWidth { get; init; } = 384;

    /// <summary>Columns that texts are reduced to before training.</summary>
    public int LanguageRank { get; init; } = 64;

    /// <summary>Width of wide texts. Default 1536.</summary>
    public int WideTextWidth { get; init; } = 1536;

    /// <summary>N̂ of the paper's terms in training. Default 2048.</summary>
    public int SampleSize { get; init; } = 2048;

    /// <summary>Steps whose parts are timed. Default 20.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>Epochs of training after which is looked at what the terms did, ascending. Default 0, 1, 10, 30, 90 and 300.</summary>
    public IReadOnlyList<int> CollapseEpochs { get; init; } = [0, 1, 10, 30, 90, 300];
}
