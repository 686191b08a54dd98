using System.ComponentModel.DataAnnotations;
using DaRec.Serving;

namespace DaRec.Serve;

/// <summary>Asks for a list: for a user of the index, or for anybody by the items of their history.</summary>
public sealed record ListRequest
{
    /// <summary>The longest list that is answered.</summary>
    public const int Most = 1000;

    /// <summary>Id of a user of the index; either this or a history.</summary>
    public string? User { get; init; }

    /// <summary>Ids of items that somebody liked, at least one; either this or a user.</summary>
    public IReadOnlyList<string>? History { get; init; }

    /// <summary>Number of items to return; fewer are returned where fewer are left.</summary>
    [Range(1, Most)]
    public int Count { get; init; } = 10;

    /// <summary>Ids of the only items that may be returned; all may by default. Unknown ids are ignored.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Ids of items that are not returned; none by default. Unknown ids are ignored.</summary>
    public IReadOnlyList<string>? Blocked { get; init; }

    /// <summary>Whether items of the user's history may be returned again.</summary>
    public bool IncludeSeen { get; init; }

    /// <summary>Whether unknown ids in the history are skipped; by default they are an error.</summary>
    public bool SkipUnknown { get; init; }

    internal IReadOnlyList<Recommendation> Ask(Recommender index)
    {
        var options = new RecommendOptions
        {
            Count = Count,
            AllowedItems = Allowed,
            BlockedItems = Blocked,
            ExcludeSeen = !IncludeSeen,
            SkipUnknownItems = SkipUnknown,
        };
        return (User, History) switch
        {
            ({ } user, null) => index.Recommend(user, options),
            (null, { } history) => index.RecommendForHistory(history, options),
            _ => throw new ArgumentException($"Expected either a user or a history, got {(User is null ? "neither" : "both")}."),
        };
    }
}
