using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Diagnostics.Explaining;

namespace DaRec.Cli.Inspecting;

/// <summary>What an item is like, on the console and as JSON.</summary>
internal sealed class ItemView(CliContext context, InspectedRun run)
{
    private const int NameLength = 34;

    /// <summary>Shows an item's neighbours.</summary>
    public JsonObject Show(int item, int top)
    {
        var lists = Lists(run, item, top);
        var users = run.Data.Train.ItemDegrees()[item];
        context.WriteLine($"item {run.Items.Id(item)}{(run.Items.Title(item) is { } title ? $": {title}" : "")}; {users} users in training");
        if (run.Vocabulary?.WordsOf(item) is { Count: > 0 } words)
        {
            context.WriteLine($"text: {string.Join(", ", words.Take(20))}");
        }

        Show(context, run.Items, lists, NameLength);
        context.WriteLine(
            "Cosines. After and before: whether the same users score both items high; texts: of the text embeddings less their mean; " +
            "clicks: whether the same users took both in training.");
        return new JsonObject
        {
            ["run"] = run.After.Title,
            ["item"] = run.Items.Id(item),
            ["title"] = run.Items.Title(item),
            ["training_users"] = users,
            ["neighbors"] = ToJson(run.Items, lists),
        };
    }

    /// <summary>The lists of an item's neighbours, each with what it goes by.</summary>
    public static IReadOnlyList<(string By, IReadOnlyList<Neighbor> List)> Lists(InspectedRun run, int item, int top) =>
    [
        ("after", run.After.Items.Nearest(item, top)),
        .. run.Before is { } before ? [("before", before.Items.Nearest(item, top))] : Array.Empty<(string, IReadOnlyList<Neighbor>)>(),
        .. run.Texts is { } texts ? [("texts", texts.Nearest(item, top))] : Array.Empty<(string, IReadOnlyList<Neighbor>)>(),
        ("clicks", run.Together.OfItem(item, top)),
    ];

    /// <summary>Lists side by side.</summary>
    public static void Show(
        CliContext context, RowNames names, IReadOnlyList<(string By, IReadOnlyList<Neighbor> List)> lists, int length)
    {
        var rows = lists.Max(list => list.List.Count);
        Tables.Write(
            context,
            ["", .. lists.Select(list => $"{char.ToUpperInvariant(list.By[0])}{list.By[1..]}")],
            Enumerable.Range(0, rows).Select(place => (string[])
            [
                (place + 1).ToString(CultureInfo.InvariantCulture),
                .. lists.Select(list => place < list.List.Count
                    ? PlainText.Of($"{names.Name(list.List[place].Row, length)} {Cosine(list.List[place])}")
                    : ""),
            ]));
    }

    /// <summary>Lists as JSON.</summary>
    public static JsonObject ToJson(RowNames names, IReadOnlyList<(string By, IReadOnlyList<Neighbor> List)> lists) =>
        new(lists.Select(list => KeyValuePair.Create(
            list.By, (JsonNode?)new JsonArray([.. list.List.Select(neighbor => ToJson(names, neighbor))]))));

    /// <summary>A neighbour as JSON.</summary>
    public static JsonNode ToJson(RowNames names, Neighbor neighbor)
    {
        var json = new JsonObject { ["id"] = names.Id(neighbor.Row), ["similarity"] = neighbor.Similarity };
        if (names.Title(neighbor.Row) is { } title)
        {
            json["title"] = title;
        }

        return json;
    }

    private static string Cosine(Neighbor neighbor) => neighbor.Similarity.ToString("0.00;−0.00", CultureInfo.InvariantCulture);
}
