using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;

namespace DaRec.Cli.Benchmarks.Material;

/// <summary>A graph, given or planted, and texts made up for it.</summary>
internal sealed class BenchmarkData
{
    private const int Seed = 2023;
    private const int TextSeed = 100;

    private readonly Lazy<(Interactions Train, Interactions Test)> _parts;
    private readonly Dataset? _folder;

    private BenchmarkData(string name, Func<(Interactions Train, Interactions Test)> load, Dataset? folder = null) =>
        (Name, _parts, _folder) = (name, new Lazy<(Interactions Train, Interactions Test)>(load), folder);

    /// <summary>What the graph is, for the report.</summary>
    public string Name { get; }

    /// <summary>Training interactions, which make the graph.</summary>
    public Interactions Train => _parts.Value.Train;

    /// <summary>Interactions to rank.</summary>
    public Interactions Test => _parts.Value.Test;

    /// <summary>Its sizes, for the report.</summary>
    public string Size => $"{Train.UserCount} users, {Train.ItemCount} items, {Train.Count} interactions";

    /// <summary>The graph of a data folder.</summary>
    /// <param name="name">What to call it.</param>
    /// <param name="data">Its parts, not disposed before this; without a test part the training interactions are ranked.</param>
    public static BenchmarkData From(string name, Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        var parts = (data.Train, data.Test ?? data.Train);
        return new BenchmarkData(name, () => parts, data);
    }

    /// <summary>A planted graph with a long tail of items, made when it is first needed.</summary>
    /// <param name="settings">Its sizes.</param>
    public static BenchmarkData Planted(BenchmarkSettings settings) => new("planted", () =>
    {
        var all = LongTail.Draw(settings.UserCount, settings.ItemCount, settings.InteractionCount, Seed);
        var split = InteractionSplitter.Split(all, validation: 0.2, test: 0.2, Seed);
        return (split.Train, split.Test);
    });

    /// <summary>The folder's data with its own texts, reduced as <c>darec train</c> does by default.</summary>
    /// <param name="rank">Columns that are kept.</param>
    /// <returns>Null where there is no folder, or it has no texts.</returns>
    public Dataset? WithOwnTexts(int rank) =>
        _folder is null or { ItemEmbeddings: null, UserEmbeddings: null } ? null : _folder.ReduceEmbeddings(rank);

    /// <summary>The graph with texts of a width for all users and items, reduced as <c>darec train</c> does by default.</summary>
    /// <param name="textWidth">e, before the reduction.</param>
    /// <param name="rank">Columns that are kept; null keeps all.</param>
    /// <returns>No validation part: training goes on for as many epochs as are asked for.</returns>
    public Dataset WithTexts(int textWidth, int? rank)
    {
        using var items = RandomRows.Texts(Train.ItemCount, textWidth, TextSeed);
        using var users = RandomRows.Texts(Train.UserCount, textWidth, 2 * TextSeed);
        var full = new Dataset(
            Train, itemEmbeddings: FrozenEmbeddings.FromTensor(items), userEmbeddings: FrozenEmbeddings.FromTensor(users));
        if (rank is null)
        {
            return full;
        }

        using (full)
        {
            return full.ReduceEmbeddings(rank.Value);
        }
    }
}
