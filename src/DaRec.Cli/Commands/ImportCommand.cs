using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Importing;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Data;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>import</c>.</summary>
internal sealed class ImportCommand
{
    private const double HeldOut = 0.2;
    private const double WarmHeldOut = 0.1; // as the ColdRec benchmark has it
    private const double ColdItems = 0.2;

    private readonly CliContext _context;
    private readonly Option<string> _interactions = Text(
        "--interactions", "FILE", "Who took what: .csv, .tsv, .jsonl or .parquet with a user, an item and anything else a line; any ids.", true);

    private readonly Option<string> _items = Text(
        "--items", "FILE", "Titles and texts of the items by the same ids; items that have only a text are kept.");

    private readonly Option<string> _users = Text("--users", "FILE", "Texts of the users, by the same ids.");

    private readonly Option<string> _out = Text(
        "--out",
        "DIR",
        "Folder without data, where trn.npz, val.npz, tst.npz, users.tsv, items.tsv and the texts are written: all or nothing.",
        true);

    private readonly Option<string> _userColumn = Text("--user-column", "NAME", "The interactions' column with the user. [user_id or the like]");
    private readonly Option<string> _itemColumn = Text("--item-column", "NAME", "The interactions' column with the item. [item_id or the like]");
    private readonly Option<string> _ratingColumn = Text("--rating-column", "NAME", "The column with the rating. [rating, stars or the like]");
    private readonly Option<string> _timeColumn = Text(
        "--time-column", "NAME", "The column with the time, a number or a date such as 2024-05-31. [timestamp, date or the like]");

    private readonly Option<string> _idColumn = Text(
        "--id-column", "NAME", "The items' column with the id. [named as in the interactions, or id, sku or the like]");

    private readonly Option<string> _titleColumn = Text("--title-column", "NAME", "The column that lists show. [title, name or the like]");
    private readonly Option<string> _textColumns = Text(
        "--text-columns", "NAME,…", "The columns whose contents make the text to embed. [title, description, genres and the like]");

    private readonly Option<bool> _noHeader = new("--no-header")
    {
        Description = "The first line of the interactions is an interaction: user, item.",
    };

    private readonly Option<string> _minRating = Text("--min-rating", "X", "Keeps interactions rated X or more. [all, whatever their rating]");
    private readonly Option<string> _kCore = Text(
        "--k-core", "N", "Keeps users and items with at least N interactions with each other, at least 1. [1]");

    private readonly Option<string> _split = Text(
        "--split",
        "KIND",
        "What is held out: random shares of each user's items; time, the latest of all; leave-last-out, the last two of each user; " +
        "cold-items, all interactions of some items and shares of the others'. [random]");

    private readonly Option<string> _validation = Text(
        "--validation", "X", "Share for validation, at least 0 and below 1. [0.2; 0.1 of the warm items' with cold-items]");

    private readonly Option<string> _test = Text("--test", "X", "Share for test, at least 0 and below 1. [0.2; 0.1 with cold-items]");
    private readonly Option<string> _cold = Text(
        "--cold", "X", "Share of the items to keep out of training, half of them for validation and half for test, with cold-items. [0.2]");

    private readonly Option<string> _seed = Text("--seed", "N", "Seed of the random choice. [2023]");

    private ImportCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new ImportCommand(context);
        var verb = new Verb(
            "import",
            "Makes a data folder of your own files: finds the columns, drops what does not count, divides into training, validation and " +
            "test, and says what it did.",
            "--interactions FILE [--items FILE] [--users FILE] --out DIR [options]")
        {
            Examples =
            [
                ("darec import --interactions ratings.csv --items products.jsonl --min-rating 3 --split time --out data/shop",
                    "what was rated 3 or more, the latest interactions held out"),
                ("darec import --interactions clicks.parquet --user-column visitor --item-column page --k-core 5 --out data/site",
                    "columns by name, users and items with five interactions or more"),
                ("darec import --interactions likes.tsv --items papers.csv --split cold-items --out data/papers",
                    "to measure recommendations of new items"),
                ("darec encode --hashing --out data/shop", "then the texts' embeddings"),
            ],
        };
        verb.AddGroup("Files", command._interactions, command._items, command._users, command._out);
        verb.AddGroup(
            "Columns [default]",
            command._userColumn,
            command._itemColumn,
            command._ratingColumn,
            command._timeColumn,
            command._idColumn,
            command._titleColumn,
            command._textColumns,
            command._noHeader);
        verb.AddGroup(
            "What is kept, and how it is divided [default]",
            command._minRating,
            command._kCore,
            command._split,
            command._validation,
            command._test,
            command._cold,
            command._seed);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var settings = Settings(parsed);
        var directory = parsed.GetRequiredValue(_out);
        Folder.EnsureNoData(directory, _out.Name);
        using var folder = Outputs.Open(directory, _out.Name, path => new OutputFolder(path))!;

        var data = Importer.Import(settings, _context.Cancellation);

        ImportFolder.Write(folder, data);
        folder.Commit();
        new ImportReport(_context, settings, directory).Write(data);
        return CliProgram.Done;
    }

    private ImportSettings Settings(ParseResult parsed)
    {
        foreach (var option in new[] { _interactions, _items, _users })
        {
            if (parsed.GetValue(option) is { } path && !File.Exists(path))
            {
                throw new UsageException($"There is no file {path} to {option.Name}.");
            }
        }

        var split = parsed.GetValue(_split) is { } kind ? Arguments.Kind<SplitKind>(kind, _split.Name) : SplitKind.Random;
        RefuseIdle(parsed, split);
        var share = split == SplitKind.ColdItems ? WarmHeldOut : HeldOut;
        var (validation, test) = (Share(parsed, _validation, share), Share(parsed, _test, share));
        if (validation + test > 0.999999)
        {
            throw new UsageException($"{_validation.Name} and {_test.Name}: expected shares that leave some for training.");
        }

        return new ImportSettings
        {
            Interactions = parsed.GetRequiredValue(_interactions),
            Items = parsed.GetValue(_items),
            Users = parsed.GetValue(_users),
            Columns = new ColumnChoice
            {
                User = parsed.GetValue(_userColumn),
                Item = parsed.GetValue(_itemColumn),
                Rating = parsed.GetValue(_ratingColumn),
                Time = parsed.GetValue(_timeColumn),
                Remedy = "Choose with --user-column and --item-column, or type --no-header if the first line is an interaction",
            },
            IdColumn = parsed.GetValue(_idColumn),
            TitleColumn = parsed.GetValue(_titleColumn),
            TextColumns = parsed.GetValue(_textColumns)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            HasHeader = parsed.GetValue(_noHeader) ? false : null,
            MinRating = parsed.GetValue(_minRating) is { } rating ? Number(rating, _minRating.Name) : null,
            KCore = Arguments.Count(parsed.GetValue(_kCore) ?? "1", _kCore.Name),
            Split = split,
            Validation = validation,
            Test = test,
            Cold = Share(parsed, _cold, ColdItems),
            Seed = Arguments.Seed(parsed.GetValue(_seed) ?? "2023", _seed.Name),
        };
    }

    private void RefuseIdle(ParseResult parsed, SplitKind split)
    {
        Refuse(split == SplitKind.LeaveLastOut, [_validation, _test], $"does nothing with {_split.Name} leave-last-out.");
        Refuse(split != SplitKind.ColdItems, [_cold], $"belongs to {_split.Name} cold-items.");
        Refuse(split is SplitKind.Time or SplitKind.LeaveLastOut, [_seed], $"does nothing with {_split.Name} {Names.Of(split)}.");
        Refuse(parsed.GetValue(_items) is null, [_idColumn, _titleColumn, _textColumns], $"belongs to {_items.Name}, which is not there.");
        Refuse(
            parsed.GetValue(_noHeader),
            [_userColumn, _itemColumn, _ratingColumn, _timeColumn],
            $"and {_noHeader.Name} exclude each other: without a header columns have no names.");

        void Refuse(bool isIdle, Option<string>[] options, string why)
        {
            if (isIdle && Array.Find(options, option => parsed.GetValue(option) is not null) is { } typed)
            {
                throw new UsageException($"{typed.Name} {why}");
            }
        }
    }

    private static double Share(ParseResult parsed, Option<string> option, double fallback)
    {
        var share = parsed.GetValue(option) is { } text ? Number(text, option.Name) : fallback;
        return share is >= 0 and < 1
            ? share
            : throw new UsageException($"{option.Name} {parsed.GetValue(option)}: expected a share of at least 0 and below 1.");
    }

    private static double Number(string text, string option) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : throw new UsageException($"{option} {text}: expected a number.");

    private static Option<string> Text(string name, string value, string description, bool isRequired = false) =>
        new(name) { HelpName = value, Description = description, Required = isRequired };
}
