using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Internal;
using DaRec.Recommenders.Evaluation;
using DaRec.Serving;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How long does a served index take for a list, for many lists, and to take in new items?</summary>
/// <remarks>Random vectors, lists of ten, the exact search. libtorch makes the same list with a product and a selection.</remarks>
internal sealed class ServingBenchmark : Benchmark
{
    private const int ListLength = 10;
    private const double ListSeconds = 0.02;
    private const double NewItemsSeconds = 1;

    /// <inheritdoc/>
    public override string Name => "serving";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (settings, width) = (context.Settings, context.Settings.ServedWidth);
        using var users = RandomRows.Normal(settings.ServedUsers, width, seed: 1);
        using var items = RandomRows.Normal(settings.ServedItems, width, seed: 2);
        using var matrix = RandomRows.Normal(width, settings.TextWidth, seed: 3);
        var index = new Recommender(new RecommenderContents
        {
            Users = Table(users),
            Items = Table(items),
            TextProjection = new LinearTextProjection(new float[settings.TextWidth], HostReads.ToArray<float>(matrix), new float[width]),
        });
        return new BenchmarkResult(Name, OneList(context, index, users, items), ManyLists(context, index), NewItems(context, index));
    }

    private static Finding OneList(BenchmarkContext context, Recommender index, Tensor users, Tensor items)
    {
        using var user = users[0];
        var contest = context.Runner.Run(
            Contestant.Of("ours", () => index.Recommend("0", ListLength)),
            Contestant.Of("libtorch", () => TopK.For(user, items, [], ListLength)));
        return Finding.Of(
            $"one list of {ListLength}, {index.ItemCount} items × {index.Width}", contest, targets: Target.SecondsAtMost(ListSeconds));
    }

    private static Finding ManyLists(BenchmarkContext context, Recommender index)
    {
        string[] users = [.. Enumerable.Range(0, index.UserCount).Select(index.UserId)];
        var contest = context.Runner.Run(
            Contestant.Of("together", () => index.RecommendMany(users, ListLength)),
            Contestant.Of("one by one", () => Array.ForEach(users, user => index.Recommend(user, ListLength))));
        return Finding.Of($"lists of {users.Length} users, {index.ItemCount} items × {index.Width}", contest);
    }

    private static Finding NewItems(BenchmarkContext context, Recommender index)
    {
        string[] ids = [.. Enumerable.Range(0, context.Settings.NewItems).Select(item => $"new {item}")];
        using var embeddings = RandomRows.Texts(ids.Length, context.Settings.TextWidth, seed: 4);
        var texts = Table(embeddings);
        var contest = context.Runner.Run(Contestant.Of("ours", () => index.WithItems(ids, texts)));
        return new Finding
        {
            Question = $"{ids.Length} new items with texts of width {texts.Width} to {index.ItemCount}",
            Seconds = contest.Seconds(0),
            Bytes = contest.Bytes(0),
            Targets = [Target.SecondsAtMost(NewItemsSeconds)],
        };
    }

    private static VectorTable Table(Tensor rows) => VectorTable.FromArray(HostReads.ToArray<float>(rows), checked((int)rows.size(1)));
}
