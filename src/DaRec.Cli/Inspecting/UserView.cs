using System.Text.Json.Nodes;
using DaRec.Diagnostics.Explaining;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Inspecting;

/// <summary>A user's recommendations and why, on the console and as JSON.</summary>
internal sealed class UserView(CliContext context, InspectedRun run)
{
    private const int HistoryItems = 3;
    private readonly Reasons _reasons = new(run);

    /// <summary>Shows a user.</summary>
    public JsonObject Show(int user, int top)
    {
        var own = run.Data.Train.ItemsOf(user).ToArray();
        context.WriteLine($"user {run.Users.Id(user)}: {own.Length} items in training: {Names(own, top)}");
        context.WriteLine("");
        context.WriteLine($"Recommended by {run.After.Title}");
        var best = run.Top(run.After, user, top);
        var before = run.Before is { } other ? run.Top(other, user, run.Data.ItemCount).Select(item => item.Item).ToList() : null;
        var json = new JsonArray();
        foreach (var (place, item) in best.Index())
        {
            json.Add(Show(place, item, user, before));
        }

        if (run.Before is { } alone)
        {
            context.WriteLine("");
            context.WriteLine($"Recommended by {alone.Title} alone: {Names(run.Top(alone, user, top).Select(item => item.Item), top)}");
        }

        (string, IReadOnlyList<Neighbor>)[] like =
        [
            ("after", run.After.Users.Nearest(user, top)),
            .. run.Before is { } first ? [("before", first.Users.Nearest(user, top))] : Array.Empty<(string, IReadOnlyList<Neighbor>)>(),
            ("clicks", run.Together.OfUser(user, top)),
        ];
        context.WriteLine("");
        context.WriteLine("Users who are like this one: by the scores of items, and by the items taken in training");
        ItemView.Show(context, run.Users, like, 30);
        return new JsonObject
        {
            ["run"] = run.After.Title,
            ["user"] = run.Users.Id(user),
            ["training_items"] = new JsonArray([.. own.Select(item => (JsonNode)run.Items.Id(item))]),
            ["recommended"] = json,
            ["neighbors"] = ItemView.ToJson(run.Users, like),
        };
    }

    private JsonObject Show(int place, RankedItem item, int user, List<int>? before)
    {
        var why = run.Explainer.Explain(user, item.Item);
        var was = before?.IndexOf(item.Item);
        var moved = was switch
        {
            null => "",
            var first when first == place => ", the same place before",
            var first => $", place {first + 1} before",
        };
        context.WriteLine($"{place + 1,2}  {run.Items.Name(item.Item, 60)}: {Reasons.Split(why)}{moved}");
        if (_reasons.History(why, HistoryItems) is { Length: > 0 } history)
        {
            context.WriteLine($"    texts like {history}");
        }

        if (why.Directions.FirstOrDefault(part => part.Part > 0) is { } direction && _reasons.Ends(direction) is { Towards.Length: > 0 } ends)
        {
            context.WriteLine(
                $"    most telling direction: {ends.Towards}{(ends.Away.Length > 0 ? $" rather than {ends.Away}" : "")} {Reasons.Signed(direction.Part)}");
        }

        return ToJson(why, was);
    }

    private JsonObject ToJson(ScoreExplanation why, int? before) => new()
    {
        ["id"] = run.Items.Id(why.Item),
        ["title"] = run.Items.Title(why.Item),
        ["score"] = why.Score,
        ["collaborative"] = why.Collaborative,
        ["text"] = why.Text,
        ["item_interactions"] = why.ItemInteractions,
        ["place_before"] = before + 1,
        ["history"] = new JsonArray([.. why.History.Select(part => new JsonObject
        {
            ["id"] = run.Items.Id(part.Item),
            ["title"] = run.Items.Title(part.Item),
            ["part"] = part.Part,
        })]),
        ["directions"] = new JsonArray([.. why.Directions.Select(part => new JsonObject
        {
            ["direction"] = part.Direction,
            ["part"] = part.Part,
            ["towards"] = _reasons.Ends(part).Towards,
            ["away_from"] = _reasons.Ends(part).Away,
        })]),
        ["other_directions"] = why.OtherDirections,
    };

    private string Names(IEnumerable<int> items, int count)
    {
        int[] all = [.. items];
        return string.Join(", ", all.Take(count).Select(item => run.Items.Name(item, 40))) + (all.Length > count ? $" and {all.Length - count} more" : "");
    }
}
