namespace DaRec.Data;

/// <summary>Which columns of a table hold the user and the item of an interaction, and which its rating and its time.</summary>
internal sealed record InteractionColumns
{
    private static readonly string[] UserNames =
    [
        "user", "users", "userid", "userkey", "usernumber", "username", "uid", "customer", "customerid", "customernumber", "client",
        "clientid", "reviewer", "reviewerid", "reader", "readerid", "member", "memberid", "account", "accountid", "visitor", "visitorid",
        "viewer", "viewerid", "listener", "listenerid", "buyer", "buyerid", "player", "playerid", "person", "personid",
    ];

    private static readonly string[] ItemNames =
    [
        "item", "items", "itemid", "itemkey", "itemsku", "itemnumber", "itemname", "iid", "product", "productid", "productsku",
        "productcode", "productnumber", "sku", "skuid", "asin", "parentasin", "isbn", "stockcode", "movie", "movieid", "film", "filmid",
        "book", "bookid", "artist", "artistid", "track", "trackid", "song", "songid", "article", "articleid", "document", "documentid",
        "docid", "paper", "paperid", "news", "newsid", "video", "videoid", "game", "gameid", "app", "appid", "business", "businessid",
        "recipe", "recipeid", "course", "courseid", "listing", "listingid", "contentid",
    ];

    private static readonly string[] RatingNames =
        ["rating", "ratings", "ratingvalue", "stars", "star", "starrating", "score", "overall", "reviewrating", "reviewscore", "grade"];

    private static readonly string[] TimeNames =
    [
        "timestamp", "time", "datetime", "date", "unixtime", "unixreviewtime", "createdat", "ratedat", "eventtime", "eventtimestamp",
        "reviewtime", "reviewdate", "purchasedate", "orderdate", "invoicedate", "ts",
    ];

    /// <summary>The column with the user.</summary>
    public required int User { get; init; }

    /// <summary>The column with the item.</summary>
    public required int Item { get; init; }

    /// <summary>The column with the rating; null where there is none.</summary>
    public int? Rating { get; init; }

    /// <summary>The column with the time; null where there is none.</summary>
    public int? Time { get; init; }

    /// <summary>User and item of a table without a header.</summary>
    public static InteractionColumns First { get; } = new() { User = 0, Item = 1 };

    /// <summary>Names of columns with items, for tables of items.</summary>
    public static IReadOnlyList<string> KnownItems => ItemNames;

    /// <summary>Names of columns with users, for tables of users.</summary>
    public static IReadOnlyList<string> KnownUsers => UserNames;

    /// <summary>Whether a field is the usual name of a column.</summary>
    public static bool HasKnownName(IReadOnlyList<string> fields) =>
        ColumnNames.Find(fields, UserNames) is not null
        || ColumnNames.Find(fields, ItemNames) is not null
        // The first two fields of a table without a header are ids, and a song may be called Time.
        || ColumnNames.Find([.. fields.Skip(2)], [.. RatingNames, .. TimeNames]) is not null;

    /// <summary>Finds the columns by the names in a header.</summary>
    /// <param name="names">The header.</param>
    /// <param name="choice">Names that somebody chose.</param>
    /// <param name="error">Makes an error of a sentence without its end.</param>
    public static InteractionColumns Named(IReadOnlyList<string> names, ColumnChoice choice, Func<string, Exception> error)
    {
        var columns = new InteractionColumns
        {
            User = ColumnChoice.Find(names, choice.User, UserNames, "user", error)
                ?? throw error($"expected a column with the user; {ColumnNames.List(names)}. {choice.Remedy}"),
            Item = ColumnChoice.Find(names, choice.Item, ItemNames, "item", error)
                ?? throw error($"expected a column with the item; {ColumnNames.List(names)}. {choice.Remedy}"),
            Rating = ColumnChoice.Find(names, choice.Rating, RatingNames, "rating", error),
            Time = ColumnChoice.Find(names, choice.Time, TimeNames, "time", error),
        };
        return columns.User != columns.Item
            ? columns
            : throw error($"expected user and item in two columns, got '{names[columns.User]}' for both; {ColumnNames.List(names)}");
    }
}
