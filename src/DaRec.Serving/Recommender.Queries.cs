using DaRec.Serving.Search;

namespace DaRec.Serving;

/// <content>Queries.</content>
public sealed partial class Recommender
{
    /// <summary>Ranks items for a user by inner product of their vectors.</summary>
    /// <param name="user">Id of the user.</param>
    /// <param name="options">How many items, and which; null for the default.</param>
    /// <returns>Items, best first; of items with one score the lower number comes first.</returns>
    /// <exception cref="UnknownIdException">There is no such user.</exception>
    public IReadOnlyList<Recommendation> Recommend(string user, RecommendOptions? options = null)
    {
        var filter = new ItemFilter(_state, options ?? RecommendOptions.Default);
        var number = UserNumber(user);
        return Rank(_state.Users[number].ToArray(), filter, filter.IsSeenExcluded ? SeenBy(number) : []);
    }

    /// <summary>Ranks items for many users on all cores; the results are those of single queries, to the last bit.</summary>
    /// <param name="users">Ids of the users, each as often as its list is wanted.</param>
    /// <param name="options">How many items, and which; null for the default.</param>
    /// <param name="cancellation">Ends the work between two groups of users.</param>
    /// <returns>A list for each user, in the order of <paramref name="users"/>.</returns>
    /// <exception cref="UnknownIdException">Some of the users are unknown; the exception lists them.</exception>
    public IReadOnlyList<IReadOnlyList<Recommendation>> RecommendMany(
        IReadOnlyList<string> users, RecommendOptions? options = null, CancellationToken cancellation = default)
    {
        var filter = new ItemFilter(_state, options ?? RecommendOptions.Default);
        var numbers = Numbers(users, "user", nameof(users), _state.UserIds, skipUnknown: false);
        var lists = new IReadOnlyList<Recommendation>[numbers.Length];
        var size = ExactSearch.GroupSize(numbers.Length);
        Parallel.For(0, (numbers.Length + size - 1) / size, new ParallelOptions { CancellationToken = cancellation }, group =>
        {
            var part = numbers.AsSpan(group * size, Math.Min(size, numbers.Length - (group * size)));
            var target = lists.AsSpan(group * size, part.Length);
            if (_state.Search is null || filter.IsNarrow)
            {
                RankGroup(part, filter, target);
                return;
            }

            for (var i = 0; i < part.Length; i++)
            {
                target[i] = Rank(_state.Users[part[i]].ToArray(), filter, filter.IsSeenExcluded ? SeenBy(part[i]) : []);
            }
        });
        return lists;
    }

    /// <summary>Ranks items for somebody of whom only a history is known.</summary>
    /// <param name="history">Ids of items, at least one; repeated ids count once.</param>
    /// <param name="options">How many items, and which; null for the default.</param>
    /// <exception cref="ArgumentException">An empty history; <see cref="Popular"/> is for users without one.</exception>
    /// <exception cref="UnknownIdException">Unknown items; with <see cref="RecommendOptions.SkipUnknownItems"/>, none that is known.</exception>
    /// <exception cref="NotSupportedException">The index has no fold-in.</exception>
    public IReadOnlyList<Recommendation> RecommendForHistory(IReadOnlyCollection<string> history, RecommendOptions? options = null)
    {
        var filter = new ItemFilter(_state, options ?? RecommendOptions.Default);
        var (user, numbers) = FoldIn(history, filter.SkipsUnknown);
        numbers.AsSpan().Sort();
        return Rank(user, filter, filter.IsSeenExcluded ? numbers : []);
    }

    /// <summary>Ranks items for a vector by inner product.</summary>
    /// <param name="user">A user's vector, shape (w); finite.</param>
    /// <param name="options">How many items, and which; null for the default. There is nothing that was seen.</param>
    public IReadOnlyList<Recommendation> RecommendForVector(ReadOnlySpan<float> user, RecommendOptions? options = null)
    {
        CheckQuery(user, Width, "vector", nameof(user));
        return Rank(user.ToArray(), new ItemFilter(_state, options ?? RecommendOptions.Default), []);
    }

    /// <summary>Ranks items by their number of training interactions, for users of whom nothing is known.</summary>
    /// <param name="options">How many items, and which; null for the default. There is nothing that was seen.</param>
    /// <returns>Items; their score is the number of interactions.</returns>
    public IReadOnlyList<Recommendation> Popular(RecommendOptions? options = null)
    {
        const int blockItems = 4096;
        var filter = new ItemFilter(_state, options ?? RecommendOptions.Default);
        var selection = filter.Selection([]);
        var scores = new float[Math.Min(blockItems, ItemCount)];
        foreach (var range in filter.Ranges)
        {
            for (var first = range.First; first < range.End; first += blockItems)
            {
                var size = Math.Min(blockItems, range.End - first);
                for (var i = 0; i < size; i++)
                {
                    scores[i] = _state.Counts[first + i];
                }

                selection.Offer(scores.AsSpan(0, size), first);
            }
        }

        return List(selection, filter);
    }

    /// <summary>Ranks items by the cosine of their vector with an item's vector: what the recommender holds to be similar.</summary>
    /// <param name="item">Id of the item; it is not in the list.</param>
    /// <param name="options">How many items, and which; null for the default.</param>
    /// <returns>Items; their score is the cosine, in [−1, 1]. A vector of zeros has cosine 0 with all.</returns>
    /// <exception cref="UnknownIdException">There is no such item.</exception>
    public IReadOnlyList<Recommendation> SimilarItems(string item, RecommendOptions? options = null)
    {
        var filter = new ItemFilter(_state, options ?? RecommendOptions.Default);
        var number = ItemNumber(item);
        return RankByCosine(_state.Items[number].ToArray(), filter, [number]);
    }

    /// <summary>Ranks items by similarity with an item that has this text: "something like …", with or without such an item.</summary>
    /// <param name="text">Embedding of the text by the encoder of the item texts, shape (e); finite.</param>
    /// <param name="options">How many items, and which; null for the default.</param>
    /// <returns>Items; their score is the cosine with the text's projection, in [−1, 1].</returns>
    /// <exception cref="NotSupportedException">The index has no text projection.</exception>
    public IReadOnlyList<Recommendation> SimilarToText(ReadOnlySpan<float> text, RecommendOptions? options = null)
    {
        var projection = Projection("a text cannot be compared with items");
        CheckQuery(text, projection.TextWidth, "text embedding", nameof(text));
        var vector = new float[Width];
        projection.Project(text, 1, vector);
        CheckProjected(projection, vector);
        return RankByCosine(vector, new ItemFilter(_state, options ?? RecommendOptions.Default), []);
    }

    /// <summary>Computes the vector of somebody of whom only a history is known: what <see cref="RecommendForHistory"/> ranks with.</summary>
    /// <param name="history">Ids of items, at least one; repeated ids count once.</param>
    /// <param name="skipUnknownItems">Whether unknown ids are skipped; false, the default, makes them an error.</param>
    /// <returns>The user's vector, shape (w).</returns>
    public float[] VectorForHistory(IReadOnlyCollection<string> history, bool skipUnknownItems = false) =>
        FoldIn(history, skipUnknownItems).User;
}
