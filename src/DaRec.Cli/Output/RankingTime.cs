using System.Diagnostics;
using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;

namespace DaRec.Cli.Output;

/// <summary>How long ranking all items for many users will take, from a few of them.</summary>
internal static class RankingTime
{
    /// <summary>Users whose ranking is timed.</summary>
    internal const int Timed = 256;

    private const double Long = 5e11; // products: some ten seconds

    /// <summary>Seconds, from a block of users; null where it is a matter of seconds, and nothing is timed.</summary>
    /// <param name="train">What is left out of rankings.</param>
    /// <param name="held">The part.</param>
    /// <param name="users">What is ranked, shape (n_u, d).</param>
    /// <param name="items">Likewise, shape (n_i, d).</param>
    /// <param name="warm">The items with training interactions.</param>
    /// <param name="isLong">From how many products of numbers on it takes long.</param>
    public static double? Of(Interactions train, Interactions held, Tensor users, Tensor items, WarmItems warm, double isLong = Long)
    {
        var count = Enumerable.Range(0, held.UserCount).Count(user => held.ItemsOf(user).Length > 0);
        if (count <= Timed || (double)count * items.size(0) * items.size(1) < isLong)
        {
            return null;
        }

        var block = UserSample.Of(held, Timed, seed: 0, warm).Part;
        var start = Stopwatch.GetTimestamp();
        new RankingEvaluator(train, block, 20).Evaluate(users, items);
        return Stopwatch.GetElapsedTime(start).TotalSeconds * count / Timed;
    }
}
