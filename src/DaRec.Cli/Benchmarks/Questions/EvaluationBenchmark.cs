using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How long does it take to rank all items for all users, and how much faster is that than NumPy?</summary>
/// <remarks>Random embeddings; Recall and NDCG at 5, 10 and 20, training items left out.</remarks>
internal sealed class EvaluationBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "evaluation";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var (train, d) = (context.Data.Train, context.Settings.Width);
        using var users = RandomRows.Normal(train.UserCount, d, seed: 1);
        using var items = RandomRows.Normal(train.ItemCount, d, seed: 2);
        var evaluator = new RankingEvaluator(train, context.Data.Test, 5, 10, 20);
        var contest = context.Runner.Run(Contestant.Of("ours", () => evaluator.Evaluate(users, items)));
        var finding = new Finding
        {
            Question = $"full ranking, {train.UserCount} users × {train.ItemCount} items",
            Seconds = contest.Seconds(0),
            Bytes = contest.Bytes(0),
        };
        Finding[] peers = [.. PeerFindings.Of(context, "evaluation", finding, Target.RatioAtLeast(5))];
        return new BenchmarkResult(Name, peers.Length == 0 ? [finding] : peers);
    }
}
