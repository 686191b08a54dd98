using System.Text.Json.Nodes;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>The preference centres as cards.</summary>
/// <param name="of">What found them.</param>
/// <param name="cards">As <see cref="Inspecting.CardsJson"/> has them.</param>
/// <param name="hasMaps">Whether maps follow.</param>
internal sealed class CardsSection(string of, JsonArray cards, bool hasMaps) : IReportSection
{
    public string Id => "groups";

    public string Title => "The groups of items it found";

    public bool HasContent => cards.Count > 0;

    /// <summary>The largest groups in a sentence; null where no texts name them.</summary>
    public static string? Sentence(JsonArray cards) => cards.Count > 0 && cards.Any(card => card!["words"]!.AsArray().Count > 0)
        ? $"It sorts the items into {cards.Count} groups that the same people like; the largest are " +
            $"{string.Join("; ", cards.Take(4).Select(card => $"“{Text(card!, "title")}” ({Figures.Count(Count(card!, "items"))} items)"))}."
        : null;

    public void Write(HtmlWriter html)
    {
        html.Paragraph(
            $"By {of}: items stand in one group where the same users score them high. " +
            (cards.Any(card => card!["words"]!.AsArray().Count > 0)
                ? "Each card names the group by the words that its texts have more often than all others, and shows the items nearest to its middle."
                : "Each card shows the items nearest to the group's middle; without titles there are no words to name it by.") +
            (hasMaps ? " The colours are those of the maps." : ""));
        html.Element(
            "div",
            () =>
            {
                foreach (var card in cards)
                {
                    html.Element("article", () => Card(html, card!), ("class", $"card c{(Count(card!, "number") - 1) % 12}")).Line();
                }
            },
            ("class", "cards"));
    }

    private static void Card(HtmlWriter html, JsonNode card)
    {
        html.Element("h3", $"{Count(card, "number")}. {Text(card, "title")}");
        html.Paragraph($"{Figures.Count(Count(card, "items"))} items · {Figures.Count(Count(card, "users"))} users", "quiet");
        html.Paragraph(string.Join(", ", card["nearest"]!.AsArray().Select(item => item!["title"]?.GetValue<string>() ?? $"item {Text(item, "id")}")));
        if (card["words"]!.AsArray() is { Count: > 0 } words)
        {
            html.Paragraph($"Words: {string.Join(", ", words.Select(word => Word(word!)))}", "quiet");
        }

        if (card["text_items"] is not null)
        {
            html.Paragraph(
                $"The group of like texts that fits it best has {Figures.Count(Count(card, "text_items"))} items; " +
                $"{Figures.Count(Count(card, "shared_items"))} are in both.",
                "quiet");
        }
    }

    private static string Word(JsonNode word) =>
        $"{Text(word, "word")} {Percent(word, "share")}\u00A0% (elsewhere\u00A0{Percent(word, "share_elsewhere")}\u00A0%)";

    private static string Percent(JsonNode node, string key) => Figures.Count((long)Math.Round(100 * node[key]!.GetValue<double>()));

    private static string Text(JsonNode node, string key) => node[key]!.GetValue<string>();

    private static int Count(JsonNode node, string key) => node[key]!.GetValue<int>();
}
