using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>The users and items that changed most.</summary>
internal sealed class ChangesSection(RunFindings findings) : IReportSection
{
    public string Id => "changes";

    public string Title => "Who changed most";

    public bool HasContent => findings.Changes is not null;

    public void Write(HtmlWriter html)
    {
        var (changes, run) = (findings.Changes!, findings.Run);
        var degrees = run.Data.Train.ItemDegrees();
        var items = new HtmlTable(
            "Items: on how many users' lists of 20 they are; the five that rose most and the five that fell most.",
            ("Item", false), ("Group", false), ("Training users", true), ("Before", true), ("After", true), ("Change", true));
        foreach (var change in changes.Items)
        {
            var difference = change.After - change.Before;
            items.Add(
                (Name(run.Items.Id(change.Item), run.Items.Title(change.Item)), null),
                ($"{findings.Centers.OfItems[change.Item] + 1}. {findings.Centers.Cards[findings.Centers.OfItems[change.Item]].Title}", null),
                (Figures.Count(degrees[change.Item]), degrees[change.Item]),
                (Figures.Count(change.Before), change.Before),
                (Figures.Count(change.After), change.After),
                ($"{(difference < 0 ? "−" : "+")}{Figures.Count(Math.Abs(difference))}", difference));
        }

        items.Write(html);
        var users = new HtmlTable(
            "Users: how much of their list of 20 stayed, and which items came first among the new ones.",
            ("User", false), ("Training items", true), ("Stayed", true), ("Recall before", true), ("Recall after", true), ("New on the list", false));
        foreach (var change in changes.Users)
        {
            var own = run.Data.Train.ItemsOf(change.User).Length;
            users.Add(
                (run.Users.Id(change.User), null),
                (Figures.Count(own), own),
                ($"{change.Kept} of {change.Length}", change.Kept),
                (change.RecallBefore is { } before ? Figures.Metric(before) : "–", change.RecallBefore),
                (change.RecallAfter is { } after ? Figures.Metric(after) : "–", change.RecallAfter),
                (string.Join(", ", change.New.Select(item => run.Items.Name(item, 40))), null));
        }

        users.Write(html);
        html.Paragraph("darec inspect --user ID and --item ID tell more of each: neighbours before and after, and where a score comes from.", "quiet");
    }

    private static string Name(string id, string? title) => title is null ? id : $"{title} ({id})";
}
