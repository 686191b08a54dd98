using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Scores of all items for any users: what is ranked, whatever makes it.</summary>
/// <remarks>
/// <see cref="Evaluation.RankingEvaluator"/> and the other evaluators take it. <see cref="EmbeddingScores"/> has a vector for each user and
/// item; <see cref="ItemWeights"/> has a weight for each pair of items. An own ranker implements it by one method.
/// </remarks>
public interface IItemScores : IDisposable
{
    /// <summary>n_u, number of users.</summary>
    int UserCount { get; }

    /// <summary>n_i, number of items.</summary>
    int ItemCount { get; }

    /// <summary>Gives the scores of all items for some users; a higher score ranks higher. Calls are not made at the same time.</summary>
    /// <param name="users">User numbers, each in [0, <see cref="UserCount"/>), at least one.</param>
    /// <returns>
    /// Row b for user b of the list, float32 or float64, finite, on any device, shape (b, n_i). The caller disposes it and may write to it;
    /// its memory may serve the next call, too.
    /// </returns>
    Tensor Scores(ReadOnlySpan<int> users);
}
