using System.Globalization;
using DaRec.Serving;
using Spectre.Console;

namespace DaRec.Cli.Services;

/// <summary>Where items that were added rank.</summary>
internal static class NewItemReport
{
    private const int CutOff = 20;
    private const int MostUsers = 1000;
    private const int MostItems = 10;

    /// <summary>Shows how often users see them, and for the first of them what they are like.</summary>
    /// <param name="context">Where it shows.</param>
    /// <param name="recommender">With the new items.</param>
    /// <param name="ids">Their ids.</param>
    public static void Show(CliContext context, Recommender recommender, IReadOnlyList<string> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }

        string[] users = [.. Users(recommender)];
        var places = ids.ToDictionary(id => id, _ => 0, StringComparer.Ordinal);
        var listed = 0;
        foreach (var item in recommender.RecommendMany(users, CutOff, context.Cancellation).SelectMany(list => list))
        {
            listed++;
            if (places.TryGetValue(item.Id, out var count))
            {
                places[item.Id] = count + 1;
            }
        }

        if (listed > 0)
        {
            context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"they take {100.0 * places.Values.Sum() / listed:0.0} % of the places in the first {CutOff} of {users.Length} users; they are " +
                $"{100.0 * ids.Count / recommender.ItemCount:0.0} % of the items"));
        }

        ShowItems(context, recommender, ids, places, users.Length);
    }

    private static void ShowItems(
        CliContext context, Recommender recommender, IReadOnlyList<string> ids, Dictionary<string, int> places, int users)
    {
        var table = new Table().Border(TableBorder.Simple).NoSafeBorder();
        table.AddColumn("Item").AddColumn("Text").AddColumn(new TableColumn($"In the first {CutOff}").RightAligned()).AddColumn("Most similar");
        foreach (var id in ids.Take(MostItems))
        {
            recommender.TryGetItem(id, out var number);
            var like = recommender.SimilarItems(id, new RecommendOptions { Count = 1, BlockedItems = [.. ids] });
            string[] cells =
            [
                id,
                recommender.ItemTitle(number) ?? "",
                string.Create(CultureInfo.InvariantCulture, $"{places[id]} of {users} users"),
                like is [var item] ? item.Title ?? item.Id : "",
            ];
            table.AddRow(cells.Select(cell => new Spectre.Console.Text(cell)));
        }

        context.Console.Write(table);
        if (ids.Count > MostItems)
        {
            context.WriteLine($"… and {ids.Count - MostItems} more");
        }
    }

    // Evenly from all, so that the same index always says the same.
    private static IEnumerable<string> Users(Recommender recommender)
    {
        var count = Math.Min(MostUsers, recommender.UserCount);
        return Enumerable.Range(0, count).Select(i => recommender.UserId((int)((long)i * recommender.UserCount / count)));
    }
}
