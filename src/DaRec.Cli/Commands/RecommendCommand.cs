using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Services;
using DaRec.Internal;
using DaRec.Serving;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>recommend</c>.</summary>
internal sealed class RecommendCommand
{
    private const int UsersTogether = 4096;

    private readonly CliContext _context;
    private readonly ServiceSource _source;
    private readonly ListOptions _options;
    private readonly ListOutput _output;

    private readonly Option<string> _items = new("--items")
    {
        HelpName = "FILE.npy",
        Description = "The vectors of the items, of any program, instead of --service: with --data, and --users for those of the users.",
    };

    private readonly Option<string> _user = new("--user")
    {
        HelpName = "ID",
        Description = "A list for one user: an id if the data have ids, otherwise a number from 0.",
    };

    private readonly Option<string> _users = new("--users")
    {
        HelpName = "FILE|all",
        Description =
            "Lists for many users, as JSON lines: all, or a file with an id a line. With --items it is the file of the users' vectors.",
    };

    private readonly Option<string> _history = new("--history")
    {
        HelpName = "ID,…",
        Description = "A list for somebody whom training has not seen, from the items that they took; or a file with an id a line.",
    };

    private readonly Option<bool> _popular = new("--popular")
    {
        Description = "A list for somebody of whom nothing is known: by training interactions, whose number is the score.",
    };

    private readonly Option<bool> _includeSeen = new("--include-seen")
    {
        Description = "Lists items that the user has seen, too; with --history its own.",
    };

    private readonly Option<bool> _skipUnknown = new("--skip-unknown")
    {
        Description = "Passes over ids in --history that are no items; otherwise they are an error.",
    };

    private RecommendCommand(CliContext context) =>
        (_context, _source, _options, _output) = (context, new(context), new(context), new(context));

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new RecommendCommand(context);
        var verb = new Verb(
            "recommend",
            "Lists the best items for a user: rank, item, score and text, without the items that the user has seen; with tabs between " +
            "if the output is no terminal.",
            "(--service DIR | --run DIR) (--user ID | --users FILE|all | --history ID,… | --popular)")
        {
            Examples =
            [
                ("darec recommend --service service --user 17", "ten items for user 17"),
                ("darec recommend --service service --history 3,14,159 --top 5", "five for somebody new who took three items"),
                ("darec recommend --service service --users all --allowed in-stock.txt --out lists.jsonl",
                    "a list for each user, of items in stock"),
                ("darec recommend --run runs/aligned --user 17 --json", "a run as training left it, as JSON"),
                ("darec recommend --data data/lastfm --users u.npy --items i.npy --user 17", "vectors of any program"),
            ],
        };
        verb.AddGroup("What is asked", command._source.Service, command._source.Run, command._source.Data, command._items);
        verb.AddGroup("For whom, one of", command._user, command._users, command._history, command._popular);
        verb.AddGroup(
            "Options [default]", [.. command._options.All, command._includeSeen, command._skipUnknown, .. command._output.All]);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var options = _options.Read(parsed) with
        {
            ExcludeSeen = !parsed.GetValue(_includeSeen),
            SkipUnknownItems = parsed.GetValue(_skipUnknown),
        };
        var vectors = parsed.GetValue(_items);
        EnsureOneQuestion(parsed, vectors is not null);
        var recommender = vectors is null
            ? _source.Open(parsed, hasFoldIn: parsed.GetValue(_history) is not null)
            : OfVectors(parsed, vectors);
        _options.Check(options, recommender);

        if (parsed.GetValue(_user) is { } user)
        {
            EnsureUser(user, recommender);
            _output.WriteOne(parsed, ("user", [user]), recommender.Recommend(user, options));
        }
        else if (parsed.GetValue(_history) is { } typed)
        {
            var history = History(typed, options.SkipUnknownItems, recommender);
            _output.WriteOne(parsed, ("history", history), recommender.RecommendForHistory(history, options));
        }
        else if (parsed.GetValue(_popular))
        {
            _output.WriteOne(parsed, null, recommender.Popular(options));
        }
        else
        {
            WriteMany(parsed, parsed.GetRequiredValue(_users), options, recommender);
        }

        return CliProgram.Done;
    }

    private void EnsureOneQuestion(ParseResult parsed, bool isOfVectors)
    {
        if (isOfVectors && _source.IsGiven(parsed))
        {
            throw new UsageException("--items does not go with --service or --run, which have vectors of their own.");
        }

        if (isOfVectors && parsed.GetValue(_users) is null)
        {
            throw new UsageException("--items needs the vectors of the users, too: --users FILE.npy.");
        }

        if (isOfVectors && parsed.GetValue(_history) is not null)
        {
            throw new UsageException("--history needs a fold-in, which --service and --run have; --items has none.");
        }

        var asked = (parsed.GetValue(_user) is null ? 0 : 1) + (isOfVectors || parsed.GetValue(_users) is null ? 0 : 1)
            + (parsed.GetValue(_history) is null ? 0 : 1) + (parsed.GetValue(_popular) ? 1 : 0);
        if (asked != 1)
        {
            throw new UsageException(
                $"Say {(asked == 0 ? "for whom" : "one thing")}: --user ID, --users FILE|all, --history ID,… or --popular.");
        }
    }

    private Recommender OfVectors(ParseResult parsed, string itemsPath)
    {
        using var data = Folder.Open(parsed.GetValue(_source.Data), _context, isQuiet: true);
        using var vectors = Representations.Read(parsed.GetRequiredValue(_users), itemsPath, data);
        return new Recommender(new RecommenderContents
        {
            Users = Table(vectors.Users),
            Items = Table(vectors.Items),
            UserIds = data.UserIds,
            ItemIds = data.ItemIds,
            ItemTitles = ServiceBuilder.TitlesOf(data),
            Seen = data.Train,
        });

        static VectorTable Table(Tensor rows)
        {
            using var single = rows.to(ScalarType.Float32).contiguous();
            return VectorTable.FromArray(TensorMemory.ToArray<float>(single), (int)rows.size(1));
        }
    }

    private static void EnsureUser(string user, Recommender recommender)
    {
        if (recommender.TryGetUser(user, out _))
        {
            return;
        }

        var there = recommender.UserCount == 0 ? "there are none"
            : recommender.UserId(0) == "0" ? $"expected a user's number, 0 to {recommender.UserCount - 1}"
            : $"there is no user of this id; ids look like {recommender.UserId(0)}";
        throw new UsageException($"--user {user}: {there}. For somebody new, type --history with the items that they took.");
    }

    private IReadOnlyList<string> History(string typed, bool skipUnknown, Recommender recommender)
    {
        if (!recommender.CanFoldIn)
        {
            throw new InvalidDataException("The index answers no histories: it has no fold-in. Export a run of darec train anew.");
        }

        var history = IdList.Read(typed, _history.Name);
        string[] unknown = [.. history.Where(id => !recommender.TryGetItem(id, out _))];
        if (unknown.Length == history.Count || (unknown.Length > 0 && !skipUnknown))
        {
            throw new UsageException(
                $"--history: {(unknown.Length == 1 ? "there is no item" : "there are no items")} {IdList.Names(unknown)}; ids look like " +
                $"{recommender.ItemId(0)}.{(unknown.Length < history.Count ? " --skip-unknown passes over them." : "")}");
        }

        if (unknown.Length > 0)
        {
            _context.Error.WriteLine($"warning: --history: passed over {IdList.Names(unknown)}.");
        }

        return [.. history.Except(unknown)];
    }

    private void WriteMany(ParseResult parsed, string typed, RecommendOptions options, Recommender recommender)
    {
        var users = typed == "all"
            ? [.. Enumerable.Range(0, recommender.UserCount).Select(recommender.UserId)]
            : IdList.ReadFile(typed, _users.Name);
        string[] unknown = [.. users.Where(id => !recommender.TryGetUser(id, out _))];
        if (unknown.Length > 0)
        {
            throw new InvalidDataException(
                $"{typed}: {unknown.Length} of {users.Count} lines are no user's id: {IdList.Names(unknown)}. Ids look like " +
                $"{recommender.UserId(0)}.");
        }

        var path = _output.WriteMany(parsed, users.Chunk(UsersTogether).SelectMany(part =>
            part.Zip(recommender.RecommendMany(part, options, _context.Cancellation))));
        if (path is not null)
        {
            _context.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{path}: {users.Count} users, {options.Count} items each, a JSON object a line"));
        }
    }
}
