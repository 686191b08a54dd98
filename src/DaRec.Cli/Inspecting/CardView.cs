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

        return new JsonObject { ["run"] = run.After.Title, [CardsJson.Key] = CardsJson.Of(centers.Cards, run.Items) };
    }

    /// <summary>A word with the shares of texts that have it here and elsewhere.</summary>
    private static string Word(TellingWord word) =>
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
