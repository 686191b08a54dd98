using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Diagnostics.Centers;
using DaRec.Diagnostics.Explaining;

namespace DaRec.Cli.Inspecting;

/// <summary>Preference centres on the console and as JSON.</summary>
internal sealed class CardView(CliContext context, InspectedRun run)
{
    /// <summary>Shows all cards.</summary>
    /// <param name="count">K.</param>
    /// <param name="top">How many of their items to show, at most those of a card.</param>
    public JsonObject Show(int count, int top)
    {
        var centers = run.Centers(count);
        context.WriteLine(
            $"{centers.Cards.Count} preference centres: items whose scores rise and fall with the same users" +
            (run.Data.ItemEmbeddings is null ? "" : "; in brackets, how many of the centre's items are in the group of like texts that belongs to it"));
        foreach (var card in centers.Cards)
        {
            Show(card, top);
        }

        return new JsonObject { ["run"] = run.After.Title, ["centers"] = new JsonArray([.. centers.Cards.Select(ToJson)]) };
    }

    /// <summary>A card as JSON: numbers, ids and titles.</summary>
    public JsonNode ToJson(CenterCard card) => new JsonObject
    {
        ["number"] = card.Number + 1,
        ["title"] = card.Title,
        ["items"] = card.ItemCount,
        ["users"] = card.UserCount,
        ["text_items"] = card.TextItemCount,
        ["shared_items"] = card.SharedItemCount,
        ["nearest"] = new JsonArray([.. card.Items.Select(item => ItemView.ToJson(run.Items, item))]),
        ["words"] = new JsonArray([.. card.Words.Select(word => new JsonObject
        {
            ["word"] = word.Word,
            ["score"] = word.Score,
            ["share"] = word.Share,
            ["share_elsewhere"] = word.ShareElsewhere,
        })]),
    };

    /// <summary>A word with the shares of texts that have it here and elsewhere.</summary>
    public static string Word(TellingWord word) =>
        string.Create(CultureInfo.InvariantCulture, $"{word.Word} {100 * word.Share:0} % (elsewhere {100 * word.ShareElsewhere:0} %)");

    private void Show(CenterCard card, int top)
    {
        var shared = card.TextItemCount is { } texts ? $" ({card.SharedItemCount} of {texts} with like texts)" : "";
        context.WriteLine("");
        context.WriteLine($"{card.Number + 1,2}  {card.Title} — {card.ItemCount} items{shared}, {card.UserCount} users");
        if (card.Words.Count > 0)
        {
            context.WriteLine($"    words  {string.Join(", ", card.Words.Take(top).Select(Word))}");
        }

        context.WriteLine($"    items  {string.Join(", ", card.Items.Take(top).Select(item => run.Items.Name(item.Row, 40)))}");
    }
}
