using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>The verdict in words: whether texts helped, whom, by how much, and how sure that is.</summary>
internal sealed class VerdictSection(RunFindings findings) : IReportSection
{
    public string Id => "verdict";

    public string Title => findings.Run.Before is null ? "What the run came to" : "Did the texts help?";

    public bool HasContent => true;

    public void Write(HtmlWriter html)
    {
        var (first, rest) = Lines();
        var kind = findings.Recall?.Direction switch { 1 => "verdict good", -1 => "verdict bad", _ => "verdict" };
        html.Element(
            "div",
            () =>
            {
                html.Paragraph(first, "first");
                html.Element("ul", () =>
                {
                    foreach (var line in rest)
                    {
                        html.Element("li", line);
                    }
                });
            },
            ("class", kind));
    }

    private (string First, IReadOnlyList<string> Others) Lines()
    {
        var run = findings.Run;
        if (findings.Recall is not { } recall)
        {
            return ("The data have no test part: nothing can be measured.", [.. Groups()]);
        }

        if (run.Before is not { } before || recall.Before is not { } was)
        {
            return (
                $"{Wording.Found((run.After.Title, recall.After))}.",
                ["Whether texts helped cannot be told: there is no run to compare with.", .. Groups()]);
        }

        var found = Wording.Found((run.After.Title, recall.After), (before.Title, was));
        var first = recall.Direction switch
        {
            1 => $"Yes. {found}. That is {Figures.Change(recall.Percent ?? 0)}.",
            -1 => $"No, they did harm. {found}. That is {Figures.Change(recall.Percent ?? 0)}.",
            _ => $"No difference that can be told from chance. {found}.",
        };
        return (first, [.. Sure(recall), .. Whom(), .. People(), .. Lists(), .. Groups()]);
    }

    private static IEnumerable<string> Sure(PairedGain recall)
    {
        if (recall.Range is { } range && recall.Difference is { } difference)
        {
            yield return $"How sure: with other users of the same kind, the change would lie from {Figures.Range(range)} in 95 of 100 cases " +
                $"({Figures.Probability(difference.Probability)}, {Figures.Count(recall.Users)} users). Both are single trainings; another seed may " +
                "move the figure by a per cent or two, and darec compare says by how much.";
        }
    }

    private IEnumerable<string> Whom()
    {
        foreach (var of in new[] { "users", "items" })
        {
            GroupGain[] thirds = [.. findings.Thirds.Where(third => third.Of == of && third.Recall.Percent is not null)];
            if (thirds.Length > 0)
            {
                yield return Wording.Whom(of, [.. thirds.Select(third =>
                    (third.Third, third.Limits, third.Recall.Percent!.Value, third.Recall.Direction))]);
            }
        }
    }

    private IEnumerable<string> People()
    {
        var same = findings.Recall!.Users - findings.Better - findings.Worse;
        yield return $"{Figures.Count(findings.Better)} users are served better than before, {Figures.Count(findings.Worse)} worse, and " +
            $"{Figures.Count(same)} equally well.";
    }

    private IEnumerable<string> Lists()
    {
        if (findings.Changes is { } changes)
        {
            yield return $"{Figures.Share(changes.Kept)} of all suggestions stayed the same. Over all users, {Figures.Count(changes.ItemsAfter)} different " +
                $"items are suggested, {Figures.Count(changes.ItemsBefore)} before, of {Figures.Count(findings.Run.Data.ItemCount)}.";
        }
    }

    private IEnumerable<string> Groups() => CardsSection.Sentence(findings.Cards) is { } sentence ? [sentence] : [];
}
