using DaRec.Cli.Reporting.Findings;
using DaRec.Diagnostics.Centers;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>The preference centres as cards.</summary>
internal sealed class CardsSection(RunFindings findings) : IReportSection
{
    public string Id => "groups";

    public string Title => "The groups of items it found";

    public bool HasContent => findings.Centers.Cards.Count > 0;

    public void Write(HtmlWriter html)
    {
        html.Paragraph(
            "Items stand in one group where the same users score them high. Each card names the group by the words that its texts have more often " +
            "than all others, and shows the items nearest to its middle. The colours are those of the maps.");
        html.Element(
            "div",
            () =>
            {
                foreach (var card in findings.Centers.Cards)
                {
                    html.Element("article", () => Card(html, card), ("class", $"card c{card.Number % 12}")).Line();
                }
            },
            ("class", "cards"));
    }

    private void Card(HtmlWriter html, CenterCard card)
    {
        html.Element("h3", $"{card.Number + 1}. {card.Title}");
        html.Paragraph($"{Figures.Count(card.ItemCount)} items · {Figures.Count(card.UserCount)} users", "quiet");
        html.Paragraph(string.Join(", ", card.Items.Select(item => findings.Run.Items.Name(item.Row, 48))));
        if (card.Words.Count > 0)
        {
            html.Paragraph(
                $"Words: {string.Join(", ", card.Words.Select(word => $"{word.Word} {100 * word.Share:0}\u00A0% (elsewhere\u00A0{100 * word.ShareElsewhere:0}\u00A0%)"))}",
                "quiet");
        }

        if (card is { TextItemCount: { } texts, SharedItemCount: { } shared })
        {
            html.Paragraph(
                $"The group of like texts that fits it best has {Figures.Count(texts)} items; {Figures.Count(shared)} are in both.", "quiet");
        }
    }
}
