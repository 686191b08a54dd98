using DaRec.Cli.Comparing;
using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>The verdict of a comparison in words.</summary>
internal sealed class ComparedVerdictSection(ComparedFolder folder, bool hasGroups) : IReportSection
{
    public string Id => "verdict";

    public string Title => folder.Texts is null ? "Who wins" : "Did the texts help?";

    public bool HasContent => true;

    public void Write(HtmlWriter html)
    {
        var gain = folder.Texts?.Recall;
        var kind = gain is { IsClear: true } ? (gain.Percent > 0 ? "verdict good" : "verdict bad") : "verdict";
        string[] lines = [.. Lines()];
        html.Element(
            "div",
            () =>
            {
                html.Paragraph(lines[0], "first");
                html.Element("ul", () =>
                {
                    foreach (var line in lines.Skip(1))
                    {
                        html.Element("li", line);
                    }
                });
            },
            ("class", kind));
    }

    private IEnumerable<string> Lines()
    {
        if (folder.Texts is { } pair)
        {
            yield return First(pair);
            foreach (var line in Sure(pair).Concat(Whom(pair)).Concat(New(pair)))
            {
                yield return line;
            }
        }

        if (folder.Comparison.Verdict is not { } verdict)
        {
            if (folder.Texts is null)
            {
                yield return "There are no two methods to compare.";
            }

            yield break;
        }

        // With two methods the first line has said who wins.
        foreach (var line in VerdictText.Lines(verdict).Skip(folder.Texts is not null && folder.Comparison.Methods.Count == 2 ? 1 : 0))
        {
            yield return line;
        }

        if (!hasGroups && folder.Groups is { Cards: var cards })
        {
            if (CardsSection.Sentence(cards) is { } sentence)
            {
                yield return sentence;
            }
        }
        else if (!hasGroups)
        {
            yield return "Which groups of items a method found is told by a trained run: darec report --compare DIR --run DIR puts both on one page.";
        }
    }

    private static string First(MethodPair pair)
    {
        var seeds = pair.First.Runs.Count;
        var found = Wording.Found(
            (pair.First.Title, pair.First.Of(Metric.Recall20).Mean), (pair.Second.Title, pair.Second.Of(Metric.Recall20).Mean));
        var over = seeds == 1 ? "one training each" : $"the mean of {seeds} trainings each";
        return pair.Recall switch
        {
            { IsClear: false } => $"No difference that can be told from chance. {found} ({over}).",
            { Percent: > 0 } => $"Yes. {found} ({over}). That is {Figures.Change(pair.Recall.Percent)}.",
            _ => $"No, they did harm. {found} ({over}). That is {Figures.Change(pair.Recall.Percent)}.",
        };
    }

    private static IEnumerable<string> Sure(MethodPair pair)
    {
        string[] parts =
        [
            .. pair.Recall.OverUsers is { } users ? [$"with other users, from {Figures.Range(users)} ({Figures.Probability(users.Probability)})"] : Array.Empty<string>(),
            .. pair.Recall.OverSeeds is { } seeds ? [$"with other seeds, from {Figures.Range(seeds)} ({Figures.Probability(seeds.Probability)})"] : Array.Empty<string>(),
        ];
        if (parts.Length > 0)
        {
            yield return $"How sure: in 95 of 100 cases the change would lie, {string.Join("; ", parts)}. The order of the suggestions (NDCG@20) changes by " +
                $"{Figures.Gain(pair.Ndcg.Percent)}.";
        }
    }

    private static IEnumerable<string> Whom(MethodPair pair) => ThirdGain.All(pair).GroupBy(third => third.Of).Select(thirds => Wording.Whom(
        thirds.Key,
        [.. thirds.Select(third => (third.Name, third.Limits, third.Percent, third.Range is not { HasZero: false } ? 0 : third.Percent > 0 ? 1 : -1))]));

    private static IEnumerable<string> New(MethodPair pair)
    {
        var metric = RankingMetric.All.First(metric => metric.Ranking == "cold" && metric.Metric == Metric.Recall20);
        if (pair.First.Of(metric) is { } first && pair.Second.Of(metric) is { } second)
        {
            yield return $"Items that nobody took in training, ranked among each other: {Figures.Share(first.Mean)} of them is found among the first 20, " +
                $"{Figures.Share(second.Mean)} without texts.";
        }
    }
}
