using System.Globalization;
using DaRec.Recommenders.Evaluation;
using Spectre.Console;

namespace DaRec.Cli.Output;

/// <summary>Numbers in columns.</summary>
internal static class Tables
{
    /// <summary>Recall and NDCG at each k, and those of the rankings of cold and warm items in a table of their own.</summary>
    /// <param name="context">Where it shows.</param>
    /// <param name="parts">A row for each.</param>
    public static void Parts(CliContext context, params IReadOnlyList<(string Part, PartMetrics Metrics)> parts)
    {
        if (parts.Count > 0)
        {
            Metrics(context, [.. parts.Select(part => (part.Part, part.Metrics.Ranking))]);
        }

        (string, RankingMetrics)[] rankings =
        [
            .. from part in parts
               from ranking in part.Metrics.Rankings?.Named() ?? []
               where ranking.Metrics is not null
               select ($"{part.Part}, {ranking.Name}", ranking.Metrics),
        ];
        if (rankings.Length > 0)
        {
            Metrics(context, rankings);
            context.WriteLine(
                "cold: the part's items without training interactions, ranked alone; warm: the other items alone; overall: all items, for " +
                "users with both kinds in the part, or for all users where nobody has both.");
        }
    }

    private static void Metrics(CliContext context, params (string Part, RankingMetrics Metrics)[] rows)
    {
        int[] cutoffs = [.. rows[0].Metrics.Recall.Keys.Order()];
        string[] titles = ["", .. cutoffs.Select(k => $"Recall@{k}"), .. cutoffs.Select(k => $"NDCG@{k}"), "Users"];
        Write(context, titles, rows.Select(row => (string[])[
            row.Part,
            .. cutoffs.Select(k => Number(row.Metrics.Recall[k])),
            .. cutoffs.Select(k => Number(row.Metrics.Ndcg[k])),
            row.Metrics.Users.ToString(CultureInfo.InvariantCulture)]));
        foreach (var (part, metrics) in rows.Where(row => row.Metrics.SampledFrom is not null))
        {
            var k = cutoffs[^1];
            context.WriteLine(
                $"{part}: {metrics.Users} of {metrics.SampledFrom} users, drawn by the seed; standard errors Recall@{k} ± " +
                $"{Number(metrics.RecallErrors[k])}, NDCG@{k} ± {Number(metrics.NdcgErrors[k])}.");
        }
    }

    /// <summary>The alignment's terms, a row for each moment.</summary>
    public static void Terms(
        CliContext context, params IReadOnlyList<(string Moment, IReadOnlyList<KeyValuePair<string, double>> Values)> rows) => Write(
        context,
        ["Alignment", .. rows[0].Values.Select(term => char.ToUpperInvariant(term.Key[0]) + term.Key[1..])],
        rows.Select(row => (string[])[row.Moment, .. row.Values.Select(term => Number(term.Value))]));

    /// <summary>Five significant digits or so, whatever the culture.</summary>
    public static string Number(double value) => Math.Abs(value) is >= 1e-3 or 0 and < 1e6
        ? value.ToString("0.0000", CultureInfo.InvariantCulture)
        : value.ToString("0.000e0", CultureInfo.InvariantCulture);

    /// <summary>Any cells, the first column to the left and the others to the right, close together.</summary>
    /// <remarks>Columns that the console is too narrow for go below, behind the first one again.</remarks>
    public static void Write(CliContext context, IReadOnlyList<string> titles, IEnumerable<IReadOnlyList<string>> rows)
    {
        IReadOnlyList<string>[] cells = [.. rows];
        int[] widths = [.. titles.Select((title, at) => cells.Select(row => row[at].Length).Append(title.Length).Max())];
        for (var next = 1; next < titles.Count || next == 1;)
        {
            List<int> columns = [0];
            for (var used = widths[0] + 1; next < titles.Count; next++)
            {
                used += widths[next] + 2;
                if (columns.Count > 1 && used > context.Console.Profile.Width)
                {
                    break;
                }

                columns.Add(next);
            }

            Write(context, columns, titles, cells);
            next = Math.Max(next, 2);
        }
    }

    private static void Write(
        CliContext context, IReadOnlyList<int> columns, IReadOnlyList<string> titles, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var table = new Table().Border(TableBorder.Simple).NoSafeBorder();
        foreach (var at in columns)
        {
            var column = new TableColumn(new Spectre.Console.Text(titles[at])).NoWrap().Padding(0, 0, at == columns[^1] ? 0 : 1, 0);
            table.AddColumn(at == 0 ? column : column.RightAligned());
        }

        foreach (var row in rows)
        {
            table.AddRow(columns.Select(at => new Spectre.Console.Text(row[at])));
        }

        context.Console.Write(table);
    }
}
