using DaRec.Cli.Output;

namespace DaRec.Cli.Comparing;

/// <summary>The comparison on the console and as files.</summary>
internal static class ComparisonReport
{
    private const string Plot = "compare.png";

    /// <summary>A recommender's methods in columns, or all of a list, then the verdict and the runs that failed.</summary>
    /// <param name="context">Where it shows.</param>
    /// <param name="comparison">What to tell.</param>
    /// <param name="hasSlices">Whether to tell of tail, middle and head items and users, too.</param>
    public static void Show(CliContext context, Comparison comparison, bool hasSlices)
    {
        foreach (var (title, methods) in comparison.Tables)
        {
            var (columns, rows) = (ComparisonTable.Columns(comparison), ComparisonTable.Rows(comparison, methods).ToList());
            context.WriteLine("");
            context.WriteLine(title);
            Tables.Write(context, Metrics(columns), rows.Select(Metrics));
            Tables.Write(context, Rest(columns), rows.Select(Rest));
            if (RankingTable.IsFilled(comparison))
            {
                Tables.Write(context, RankingTable.Columns(comparison), RankingTable.Rows(comparison, methods));
            }

            if (hasSlices)
            {
                Tables.Write(context, SliceTable.Columns, SliceTable.Rows(comparison, methods));
            }
        }

        if (comparison.Methods.Count > 0)
        {
            context.WriteLine(comparison.Legend);
            if (RankingTable.IsFilled(comparison))
            {
                context.WriteLine(RankingTable.Legend);
            }

            if (hasSlices)
            {
                context.WriteLine(SliceTable.Legend(comparison));
            }
        }

        if (comparison.Verdict is { } verdict)
        {
            context.WriteLine(VerdictText.Legend);
            context.WriteLine("");
            foreach (var line in VerdictText.Lines(verdict))
            {
                context.WriteLine(line);
            }
        }

        foreach (var (title, error) in comparison.Failures)
        {
            context.Error.WriteLine($"failed: {title}: {error}");
        }

        // One table would be wider than most terminals.
        static IReadOnlyList<string> Metrics(IReadOnlyList<string> cells) => [.. cells.Take(ComparisonTable.MetricsEnd)];
        static IReadOnlyList<string> Rest(IReadOnlyList<string> cells) => [cells[0], .. cells.Skip(ComparisonTable.MetricsEnd)];
    }

    /// <summary>Writes JSON, Markdown and, where a run has ended well, the plot.</summary>
    public static void Save(CliContext context, string directory, Comparison comparison)
    {
        using var folder = new OutputFolder(directory);
        Action<Comparison, string> draw = comparison.IsListed ? ListPlot.Save : ComparisonPlot.Save;
        var hasPlot = comparison.Methods.Count > 0 && Picture.TryDraw(context, Plot, () => draw(comparison, folder[Plot]));
        JsonFile.Write(folder["compare.json"], ComparisonJson.Of(comparison));
        File.WriteAllText(folder["compare.md"], ComparisonMarkdown.Of(comparison, hasPlot ? Plot : null));
        string[] outdated = hasPlot ? [] : [Plot];
        folder.Commit(outdated);
    }
}
