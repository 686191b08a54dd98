using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>evaluate</c>.</summary>
internal sealed class EvaluateCommand
{
    private readonly CliContext _context;
    private readonly Option<string> _data = Folder.Option();
    private readonly Option<string> _users = Representations.UsersOption();
    private readonly Option<string> _items = Representations.ItemsOption();
    private readonly Option<string> _split = new("--split")
    {
        HelpName = "val|tst",
        Description = "The part to measure on: validation or test. [tst]",
    };

    private readonly Option<string> _cutoffs = new("--k")
    {
        HelpName = "N,N,…",
        Description = "Lengths of the rankings that are measured, each at least 1. [5,10,20]",
    };

    private readonly Option<string> _json = new("--json")
    {
        HelpName = "FILE",
        Description = "Writes the metrics here as JSON with all digits, and those of the tail, middle and head thirds of items and users.",
    };

    private readonly Option<string> _warmHeldOut = SettingOptions.Of(new TrainSettings(), [TrainingSettings.WarmHeldOut])[0];
    private readonly Option<string> _threads = SharedOptions.Threads();

    private readonly Option<string> _device = SharedOptions.Device();

    private EvaluateCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new EvaluateCommand(context);
        var verb = new Verb(
            "evaluate",
            "Measures Recall and NDCG of any user and item vectors, ranked by inner product; training items are not ranked.",
            "--data DIR --users FILE.npy --items FILE.npy [options]")
        {
            Examples =
            [
                ("darec evaluate --data data/lastfm --users runs/aligned/user.npy --items runs/aligned/item.npy",
                    "what train --out wrote"),
                ("darec evaluate --data data/lastfm --users u.npy --items i.npy --split val --k 10,50 --json m.json",
                    "other cutoffs, on the validation part"),
            ],
        };
        verb.AddGroup("Data", command._data, command._users, command._items);
        verb.AddGroup("Options [default]", command._split, command._cutoffs, command._json, command._warmHeldOut, command._threads, command._device);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device);
        var cutoffs = Cutoffs(parsed.GetValue(_cutoffs) ?? "5,10,20");
        var split = parsed.GetValue(_split) ?? "tst";
        if (split is not "val" and not "tst")
        {
            throw new UsageException($"--split {split}: expected val or tst.");
        }

        var settings = parsed.GetValue(_warmHeldOut) is { } share
            ? (TrainSettings)TrainingSettings.WarmHeldOut.With(new TrainSettings(), share, _warmHeldOut.Name)
            : new TrainSettings();
        using var opened = Folder.Open(parsed.GetValue(_data), _context);
        using var data = RunData.HoldOutWarm(opened, settings.WarmHeldOut); // as in train, which made the vectors
        var held = (split == "val" ? data.Validation : data.Test)
            ?? throw new UsageException($"--split {split}: {parsed.GetValue(_data)} has no {split}.npz, {split}.tsv or {split}.csv.");
        using var jsonFile = Outputs.Open(parsed.GetValue(_json), _json.Name, path => new JsonFile(path));
        using var read = Representations.Read(parsed.GetRequiredValue(_users), parsed.GetRequiredValue(_items), data);
        using var vectors = read.On(device);

        var metrics = PartMetrics.Of(data.Train, held, cutoffs, vectors.Users, vectors.Items);

        if (RunData.Moved(opened, data) is { } moved)
        {
            _context.WriteLine(moved);
        }

        Tables.Parts(_context, (split == "val" ? "validation" : "test", metrics));
        if (jsonFile is not null)
        {
            var json = metrics.ToJson();
            json["device"] = device.ToString();
            jsonFile.Commit(json);
        }

        return CliProgram.Done;
    }

    private static int[] Cutoffs(string text)
    {
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        var cutoffs = new int[parts.Length];
        return parts.Index().All(part => IsCutoff(part.Item, out cutoffs[part.Index]))
            ? cutoffs
            : throw new UsageException($"--k {text}: expected whole numbers ≥ 1 with commas between, 5,10,20 for one.");

        static bool IsCutoff(string text, out int cutoff) =>
            int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cutoff) && cutoff >= 1;
    }
}
