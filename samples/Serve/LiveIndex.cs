using System.Diagnostics;
using System.Diagnostics.Metrics;
using DaRec.Serving;

namespace DaRec.Serve;

/// <summary>The index that is answered from, and the one place where it is exchanged for a larger one.</summary>
/// <remarks>
/// An index never changes: adding items makes a new one, and the reference is exchanged at once. Requests under way end with the index
/// that they began with. Only one addition at a time makes a new index, so that none is lost; readers never wait.
/// </remarks>
public sealed class LiveIndex
{
    private readonly Lock _adding = new();
    private readonly Counter<long> _added;
    private readonly Histogram<double> _listSeconds;
    private readonly Histogram<double> _additionSeconds;
    private volatile Recommender _current;

    /// <summary>Answers from an index.</summary>
    /// <param name="loaded">The index.</param>
    /// <param name="meters">Makes the meter <c>darec</c>.</param>
    public LiveIndex(Recommender loaded, IMeterFactory meters)
    {
        _current = loaded;
        var meter = meters.Create("darec");
        _listSeconds = meter.CreateHistogram<double>("list.duration", "s", "Time to make a list, by query.");
        _additionSeconds = meter.CreateHistogram<double>("addition.duration", "s", "Time to make and exchange an index with new items.");
        _added = meter.CreateCounter<long>("items.added", "{item}", "Items added since the service started.");
        meter.CreateObservableGauge("items", () => _current.ItemCount, "{item}", "Items that are ranked.");
    }

    /// <summary>Width of the text embeddings that new items come with; null where new items are not taken.</summary>
    public int? TextWidth => _current.TextWidth;

    /// <summary>Loads a saved index.</summary>
    /// <exception cref="ArgumentException">No folder was named.</exception>
    public static LiveIndex Open(IServiceProvider services, string? folder) => string.IsNullOrEmpty(folder)
        ? throw new ArgumentException("Name the folder that `darec export` wrote: --index FOLDER, or the environment variable INDEX.")
        : new LiveIndex(Recommender.Load(folder), services.GetRequiredService<IMeterFactory>());

    /// <summary>Makes a list.</summary>
    /// <param name="query">What is asked for; a label of the durations.</param>
    /// <param name="ask">Asks the current index.</param>
    public IReadOnlyList<RankedItem> Rank(string query, Func<Recommender, IReadOnlyList<Recommendation>> ask)
    {
        var start = Stopwatch.GetTimestamp();
        var list = ask(_current);
        _listSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, new KeyValuePair<string, object?>("query", query));
        return [.. list.Select(item => new RankedItem { Id = item.Id, Title = item.Title, Score = item.Score })];
    }

    /// <summary>Adds items: all of them, or, where one cannot be added, none.</summary>
    /// <param name="items">The items.</param>
    /// <param name="texts">Their text embeddings, in the same order.</param>
    public AddedItems Add(IReadOnlyList<NewItem> items, VectorTable texts)
    {
        string[] ids = [.. items.Select(item => item.Id)];
        lock (_adding)
        {
            string[] known = [.. ids.Where(id => _current.TryGetItem(id, out _))];
            if (known.Length > 0)
            {
                throw new BadHttpRequestException(
                    $"Nothing was added: the index already has {known.Length} of these {ids.Length} items, such as '{known[0]}'.",
                    StatusCodes.Status409Conflict);
            }

            var start = Stopwatch.GetTimestamp();
            _current = _current.WithItems(ids, texts, [.. items.Select(item => item.Title)]);
            _additionSeconds.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
            _added.Add(ids.Length);
            return new AddedItems { Added = ids.Length, ItemCount = _current.ItemCount };
        }
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{_current.UserCount} users, {_current.ItemCount} items of width {_current.Width}; " +
        (TextWidth is { } width ? $"new items by text embeddings of width {width}; " : "no text projection, so no new items; ") +
        (_current.CanFoldIn ? "new users by their history." : "no fold-in, so no new users.");
}
