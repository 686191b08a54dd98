using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Output;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using Spectre.Console;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>recommend</c>.</summary>
internal sealed class RecommendCommand
{
    private readonly CliContext _context;
    private readonly Option<string> _data = Folder.Option();
    private readonly Option<string> _users = Representations.UsersOption();
    private readonly Option<string> _items = Representations.ItemsOption();

    private readonly Option<string> _user = new("--user")
    {
        HelpName = "ID",
        Required = true,
        Description = "The user: an id if the data have ids, otherwise a number from 0.",
    };

    private readonly Option<string> _top = new("--top") { HelpName = "N", Description = "Items to list, at least 1. [10]" };

    private RecommendCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new RecommendCommand(context);
        var verb = new Verb(
            "recommend",
            "Lists the best items for a user: rank, item, score and text, without the user's training items; with tabs between if the " +
            "output is no terminal.",
            "--data DIR --users FILE.npy --items FILE.npy --user ID [--top N]")
        {
            Examples =
            [
                ("darec recommend --data data/lastfm --users runs/aligned/user.npy --items runs/aligned/item.npy --user 17",
                    "ten items for user 17"),
            ],
        };
        verb.AddGroup("Data", command._data, command._users, command._items, command._user);
        verb.AddGroup("Options [default]", command._top);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var count = Arguments.Count(parsed.GetValue(_top) ?? "10", _top.Name);
        using var data = Folder.Open(parsed.GetValue(_data), _context, isQuiet: true);
        var user = Number(parsed.GetRequiredValue(_user), data);
        using var vectors = Representations.Read(parsed.GetRequiredValue(_users), parsed.GetRequiredValue(_items), data);
        using var scope = torch.NewDisposeScope();

        var best = TopK.For(vectors.Users[user], vectors.Items, data.Train.ItemsOf(user), count);

        if (_context.IsTerminal)
        {
            WriteTable(best, data);
        }
        else
        {
            WriteLines(best, data);
        }

        return CliProgram.Done;
    }

    private static int Number(string id, Dataset data)
    {
        if (data.UserIds is { } ids)
        {
            return ids.TryGetNumber(id, out var known)
                ? known
                : throw new UsageException($"--user {id}: there is no user of this id in the data; ids look like {ids[0]}.");
        }

        return int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < data.UserCount
            ? number
            : throw new UsageException($"--user {id}: expected a user's number, 0 to {data.UserCount - 1}.");
    }

    private void WriteTable(IReadOnlyList<RankedItem> best, Dataset data)
    {
        var table = new Table().Border(TableBorder.Simple).NoSafeBorder();
        table.AddColumn(new TableColumn("").RightAligned()).AddColumn("Item");
        table.AddColumn(new TableColumn("Score").RightAligned()).AddColumn("Text");
        foreach (var (place, ranked) in best.Index())
        {
            string[] cells = [$"{place + 1}", Name(ranked.Item, data), Tables.Number(ranked.Score), data.ItemText(ranked.Item) ?? ""];
            table.AddRow(cells.Select(cell => new Spectre.Console.Text(cell)));
        }

        _context.Console.Write(table);
    }

    private void WriteLines(IReadOnlyList<RankedItem> best, Dataset data)
    {
        foreach (var (place, ranked) in best.Index())
        {
            var text = data.ItemText(ranked.Item) is { } known ? $"\t{known}" : "";
            var name = Name(ranked.Item, data);
            _context.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{place + 1}\t{name}\t{ranked.Score:R}{text}"));
        }
    }

    private static string Name(int item, Dataset data) => data.ItemIds?[item] ?? item.ToString(CultureInfo.InvariantCulture);
}
