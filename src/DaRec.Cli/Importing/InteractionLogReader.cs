using System.Globalization;
using DaRec.Data;
using DaRec.Text.Records;

namespace DaRec.Cli.Importing;

/// <summary>Reads a file of interactions, a line at a time.</summary>
internal sealed class InteractionLogReader(ImportSettings settings, CancellationToken cancellation)
{
    private const int CheckEvery = 1 << 16; // lines from one look at Ctrl+C to the next

    private readonly IdMap _users = new();
    private readonly IdMap _items = new();
    private readonly List<int> _userNumbers = [];
    private readonly List<int> _itemNumbers = [];
    private readonly List<double> _times = [];
    private long _lines;
    private long _blank;
    private long _belowRating;
    private long _withoutRating;
    private long _withoutTime;
    private bool? _areDates;

    public InteractionLog Read()
    {
        var choice = settings.Columns;
        using var records = RecordReader.Open(
            settings.Interactions, settings.HasHeader ?? (choice.IsMade ? true : null), InteractionColumns.HasKnownName);
        var columns = FindColumns(records);
        int?[] needed =
        [
            columns.User, columns.Item, settings.MinRating is null ? null : columns.Rating, settings.NeedsTime ? columns.Time : null,
        ];
        records.Need(needed.OfType<int>());
        while (records.Read())
        {
            Take(records, columns);
            if (++_lines % CheckEvery == 0)
            {
                cancellation.ThrowIfCancellationRequested();
            }
        }

        var dropped = new Tally();
        dropped.Add("with a blank user or item", _blank);
        dropped.Add("without a rating", _withoutRating);
        dropped.Add(string.Create(CultureInfo.InvariantCulture, $"rated below {settings.MinRating}"), _belowRating);
        dropped.Add("without a time", _withoutTime);
        return new InteractionLog
        {
            UserIds = _users,
            ItemIds = _items,
            Users = _userNumbers,
            Items = _itemNumbers,
            Times = _times,
            LineCount = _lines,
            Dropped = dropped,
            UserColumn = records.Names?[columns.User],
            ItemColumn = records.Names?[columns.Item],
            Notes = [.. Notes(records, columns)],
        };
    }

    private InteractionColumns FindColumns(RecordReader records)
    {
        if (records.Names is not { } names)
        {
            return records.ColumnCount < 2
                ? throw new InvalidDataException(
                    $"{settings.Interactions}: expected two columns at least, user and item, with a tab, comma or semicolon between; got one.")
                : settings is { MinRating: null, NeedsTime: false }
                    ? InteractionColumns.First
                    : throw new UsageException(
                        $"{settings.Interactions}: expected a header that names the rating for --min-rating and the time for --split " +
                        "time or leave-last-out; the first line looks like an interaction. Write a header, user,item,rating,timestamp for one.");
        }

        var columns = InteractionColumns.Named(
            names, settings.Columns, message => new UsageException($"{settings.Interactions}: {message}."));
        Require(columns.Rating, settings.MinRating is not null, "rating", "--min-rating", "--rating-column");
        Require(columns.Time, settings.NeedsTime, "time", "--split", "--time-column");
        return columns;

        void Require(int? column, bool isNeeded, string what, string asking, string remedy)
        {
            if (isNeeded && column is null)
            {
                throw new UsageException(
                    $"{settings.Interactions}: expected a column with the {what}, which {asking} needs; {ColumnNames.List(names)}. " +
                    $"Choose one with {remedy}.");
            }
        }
    }

    private void Take(RecordReader records, InteractionColumns columns)
    {
        var (time, isDate) = (0.0, false);
        if (records[columns.User].IsWhiteSpace() || records[columns.Item].IsWhiteSpace())
        {
            _blank++;
        }
        else if (settings.MinRating is not null && records[columns.Rating!.Value].IsWhiteSpace())
        {
            _withoutRating++;
        }
        else if (settings.MinRating is { } least && Rating(records, columns.Rating!.Value) < least)
        {
            _belowRating++;
        }
        else if (settings.NeedsTime && records[columns.Time!.Value].IsWhiteSpace())
        {
            _withoutTime++;
        }
        else
        {
            if (settings.NeedsTime && !TimeText.TryParse(records[columns.Time!.Value], out time, out isDate))
            {
                throw records.Error($"expected {TimeText.Expectation}, got '{records[columns.Time.Value]}'");
            }

            if (settings.NeedsTime && (_areDates ??= isDate) != isDate)
            {
                throw records.Error($"expected times all as numbers or all as dates, got '{records[columns.Time!.Value]}'");
            }

            if (_userNumbers.Count == Interactions.MaxCount)
            {
                throw records.Error($"expected at most {Interactions.MaxCount} interactions, which is as many as a part can hold");
            }

            _userNumbers.Add(Number(records, columns.User, _users));
            _itemNumbers.Add(Number(records, columns.Item, _items));
            _times.Add(time);
        }
    }

    private static double Rating(RecordReader records, int column) =>
        double.TryParse(records[column], NumberStyles.Float, CultureInfo.InvariantCulture, out var rating)
            ? rating
            : throw records.Error($"expected a number for a rating, got '{records[column]}'");

    private static int Number(RecordReader records, int column, IdMap ids)
    {
        var id = records[column].Trim();
        return id.ContainsAny('\t', '\r', '\n')
            ? throw records.Error("expected an id without tabs and line breaks")
            : ids.GetOrAdd(id);
    }

    private IEnumerable<string> Notes(RecordReader records, InteractionColumns columns)
    {
        if (records.Names is not { } names)
        {
            yield return "no header: the first field is the user, the second the item" +
                (records.ColumnCount > 2 ? "; those after them are ignored" : "");
            yield break;
        }

        var used = new List<int> { columns.User, columns.Item };
        var text = $"user '{names[columns.User]}', item '{names[columns.Item]}'";
        if (settings.MinRating is not null)
        {
            text += $", rating '{names[columns.Rating!.Value]}'";
            used.Add(columns.Rating.Value);
        }

        if (settings.NeedsTime)
        {
            text += $", time '{names[columns.Time!.Value]}'";
            used.Add(columns.Time.Value);
        }

        yield return text;
        if (settings.MinRating is null && columns.Rating is { } rating)
        {
            used.Add(rating);
            yield return $"'{names[rating]}' is ignored: each line counts, whatever its rating; --min-rating X keeps those of X and more";
        }

        string[] others = [.. names.Where((_, at) => !used.Contains(at))];
        if (others.Length > 0)
        {
            yield return $"ignored: {string.Join(", ", others.Select(name => $"'{name}'"))}";
        }
    }
}
