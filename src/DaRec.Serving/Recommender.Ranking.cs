using DaRec.Internal;
using DaRec.Serving.Internal;
using DaRec.Serving.Search;

namespace DaRec.Serving;

/// <content>How queries are answered.</content>
public sealed partial class Recommender
{
    private Recommendation[] Rank(float[] query, ItemFilter filter, ReadOnlySpan<int> seen)
    {
        if (_state.Search is { } search && !filter.IsNarrow
            && CandidateSearch.TryRun(search, _state.Items, query, filter, seen) is { } found)
        {
            return List(found, filter);
        }

        var selection = filter.Selection(seen);
        ExactSearch.Run(_state.Items, query, filter.Ranges, [selection], useCosine: false);
        return List(selection, filter);
    }

    private void RankGroup(ReadOnlySpan<int> users, ItemFilter filter, Span<IReadOnlyList<Recommendation>> lists)
    {
        var queries = new float[users.Length * Width];
        var selections = new Selection[users.Length];
        for (var i = 0; i < users.Length; i++)
        {
            _state.Users[users[i]].CopyTo(queries.AsSpan(i * Width));
            selections[i] = filter.Selection(filter.IsSeenExcluded ? SeenBy(users[i]) : []);
        }

        ExactSearch.Run(_state.Items, queries, filter.Ranges, selections, useCosine: false);
        for (var i = 0; i < users.Length; i++)
        {
            lists[i] = List(selections[i], filter);
        }
    }

    private Recommendation[] RankByCosine(float[] query, ItemFilter filter, ReadOnlySpan<int> excluded)
    {
        RowMath.ToUnitLength(query);
        var selection = filter.Selection(excluded);
        ExactSearch.Run(_state.Items, query, filter.Ranges, [selection], useCosine: true);
        return List(selection, filter);
    }

    private Recommendation[] List(Selection selection, ItemFilter filter)
    {
        var (items, scores) = selection.Finish(filter.MinimumScore);
        var list = new Recommendation[items.Length];
        for (var i = 0; i < list.Length; i++)
        {
            var number = items.Span[i];
            list[i] = new Recommendation
            {
                Id = _state.ItemIds[number],
                Title = _state.Titles?[number],
                Score = scores.Span[i],
                Number = number,
            };
        }

        return list;
    }

    private (float[] User, int[] History) FoldIn(IReadOnlyCollection<string> history, bool skipUnknown)
    {
        var foldIn = _state.FoldIn ?? throw new NotSupportedException(
            $"The index has no fold-in, so that a history cannot be answered; give it one in {nameof(RecommenderContents)}." +
            $"{nameof(RecommenderContents.FoldIn)}, or rank by {nameof(Popular)}.");
        var numbers = Numbers(history, "item", nameof(history), _state.ItemIds, skipUnknown).Distinct().ToArray();
        if (numbers.Length == 0)
        {
            throw history.Count == 0
                ? new ArgumentException($"Expected a history of at least one item; {nameof(Popular)} is for users without one.", nameof(history))
                : Unknown("item", [.. history], nameof(history), _state.ItemIds);
        }

        var user = new float[Width];
        foldIn.Fold(numbers, user);
        return Finite.FirstOther(user) < 0
            ? (user, numbers)
            : throw new InvalidOperationException($"The fold-in of kind '{foldIn.Kind}' gave a vector with NaN or infinity.");
    }

    private static int[] Numbers(IReadOnlyCollection<string> ids, string what, string parameter, IdLayers known, bool skipUnknown)
    {
        ArgumentNullException.ThrowIfNull(ids, parameter);
        var (numbers, unknown) = (new List<int>(ids.Count), new List<string>());
        foreach (var id in ids)
        {
            if (id is null)
            {
                throw new ArgumentException($"Expected ids, got null among {parameter}.", parameter);
            }

            if (known.TryGetNumber(id, out var number))
            {
                numbers.Add(number);
            }
            else
            {
                unknown.Add(id);
            }
        }

        return unknown.Count == 0 || skipUnknown ? [.. numbers] : throw Unknown(what, unknown, parameter, known);
    }

    private ITextProjection Projection(string consequence) => _state.TextProjection ?? throw new NotSupportedException(
        $"The index has no text projection, so that {consequence}; give it one in {nameof(RecommenderContents)}." +
        $"{nameof(RecommenderContents.TextProjection)}.");

    private static void CheckProjected(ITextProjection projection, ReadOnlySpan<float> vectors)
    {
        if (Finite.FirstOther(vectors) >= 0)
        {
            throw new InvalidOperationException($"The text projection of kind '{projection.Kind}' gave NaN or infinity.");
        }
    }

    private static void CheckQuery(ReadOnlySpan<float> query, int width, string what, string parameter)
    {
        if (query.Length != width)
        {
            throw new ArgumentException($"Expected a {what} of width {width}, got {query.Length}.", parameter);
        }

        Finite.Check(query, parameter);
    }
}
