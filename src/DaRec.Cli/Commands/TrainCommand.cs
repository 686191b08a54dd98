using System.CommandLine;
using DaRec.Cli.Output;
using DaRec.Cli.Services;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>train</c>.</summary>
internal sealed partial class TrainCommand
{
    private const int EpochsWithoutValidation = 100; // nothing ends training earlier

    private readonly CliContext _context;
    private readonly SettingsCatalog _catalog = new();
    private readonly Option<string> _data = Folder.Option();

    private readonly Option<string> _config = new("--config")
    {
        HelpName = "FILE.json",
        Description = "Settings as JSON, as --out writes them; the command line overrules them.",
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Writes user.npy and item.npy, the vectors that are ranked, settings.json, and what export needs here.",
    };

    private readonly Option<string> _json = new("--json") { HelpName = "FILE", Description = "Writes metrics and settings here as JSON." };
    private readonly Option<string> _threads = SharedOptions.Threads();
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Goes on where a training with this --out was interrupted, and comes to the same results as without the break. Its " +
            "settings need not be typed again.",
    };

    private readonly Option<string> _checkpointEvery = new("--checkpoint-every")
    {
        HelpName = "SECONDS",
        Description = "Least seconds from one checkpoint in --out to the next, at least 0, which writes one after each epoch. Longer where " +
            "writing would take more than 2 % of the time. [30]",
    };

    private readonly Option<bool> _userMetrics = new("--user-metrics")
    {
        Description = "Adds Recall@20 and NDCG@20 of each user of the test part to --json: float32 in base64, users ascending.",
    };

    private readonly TrainingWatch _watch = new();
    private readonly Option<bool> _centers = new("--centers") { Description = "Adds the preference centres to --json, as inspect shows them." };
    private readonly Option<bool> _noTest = new("--no-test") { Description = "Does not measure on the test part." };
    private readonly Option<string> _testUsers = new("--test-users")
    {
        HelpName = "N|all",
        Description = "Users of the test part, drawn by the seed, that the run is measured on, at least 1; their standard error shows. For data on " +
            "which ranking all items for everybody takes hours. [all]",
    };

    private readonly Option<bool> _quiet = new("--quiet") { Description = "Shows nothing but the metrics at the end, and errors." };

    private TrainCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new TrainCommand(context);
        var verb = new Verb(
            "train",
            "Trains a recommender, with the texts or without, until its recall on the validation part stops rising.",
            "--data DIR [options]")
        {
            Examples =
            [
                ("darec train --data data/lastfm --out runs/aligned", "LightGCN, aligned with the text embeddings in the folder"),
                ("darec train --data data/lastfm --align none --json alone.json", "the same without alignment, from the same start"),
                ("darec train --data data/lastfm --backbone mf --alignment-weight 0.1 --sample-size 2048",
                    "matrix factorization, with a stronger alignment over more rows"),
                ("darec train --data data/amazon --preset amazon --backbone sgl", "SGL with the settings published for Amazon-book"),
                ("darec train --resume --out runs/aligned", "the first of these, interrupted, goes on"),
                ("darec train --config runs/aligned/settings.json --seed 7", "the same settings with another seed"),
            ],
        };
        verb.AddGroup(
            "Data and output",
            command._data,
            command._catalog.Preset,
            command._config,
            command._out,
            command._json,
            command._resume,
            command._checkpointEvery,
            command._userMetrics,
            command._centers,
            command._noTest,
            command._testUsers,
            command._quiet,
            command._threads,
            command._device);
        verb.AddGroup("Watching", [.. command._watch.Options]);
        command._catalog.AddTo(verb);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var device = Device(parsed);
        var isQuiet = parsed.GetValue(_quiet);
        var (output, isResumed) = (parsed.GetValue(_out), parsed.GetValue(_resume));
        if (isResumed && output is null)
        {
            throw new UsageException("Say which folder to go on in: --resume --out DIR.");
        }

        var interval = Arguments.Seconds(parsed.GetValue(_checkpointEvery) ?? "30", _checkpointEvery.Name);
        var file = parsed.GetValue(_config) is { } config ? SettingsFile.Load(config)
            : isResumed ? RunCheckpoints.SettingsOf(output!) : null;
        _catalog.RefuseList(parsed, file);
        var asked = _catalog.ReadTraining(parsed, file);
        var directory = parsed.GetValue(_data) ?? file?.Data;
        var decided = asked with { Align = Folder.Alignment(directory, asked) };
        var complete = _catalog.Complete(parsed, file, decided);
        using var opened = Folder.Open(directory, _context, isQuiet);
        if (opened.Validation is not { Count: > 0 } && !_catalog.Asks(parsed, file, TrainingSettings.Epochs))
        {
            complete = complete with { Trainer = complete.Trainer with { MaxEpochs = EpochsWithoutValidation } };
        }

        using var full = RunData.Of(opened, complete);
        var settings = TrainingRun.Resolve(complete, full).On(device);
        EnsureShareable(settings);
        Folder.EnsureApart(directory!, output, _out.Name);
        if (!IsFirst)
        {
            return TrainAlong(full, settings);
        }

        using var folder = Outputs.Open(output, _out.Name, path => new OutputFolder(path));
        if (output is not null && !isResumed)
        {
            RunCheckpoints.EnsureNone(output);
            if (!isQuiet && File.Exists(Path.Combine(output, RunFiles.Settings)))
            {
                _context.WriteLine($"{output} holds an earlier run; its results are replaced once training has ended.");
            }
        }

        using var jsonFile = Outputs.Open(parsed.GetValue(_json), _json.Name, path => new JsonFile(path));
        var request = new Request(parsed, directory!, full, asked, settings, device, RunData.Moved(opened, full), interval);
        if (settings.BackboneMethod.Fit is null)
        {
            Train(request, folder, jsonFile);
        }
        else
        {
            Fit(request, folder, jsonFile);
        }

        return CliProgram.Done;
    }

    private void Announce(Request request)
    {
        var (data, settings) = (request.Full, request.Settings);
        var isAligned = settings.AlignmentOptions is not null;
        var why = (request.Asked.Align, isAligned) switch
        {
            (null, true) => ", for the folder has embeddings",
            (null, false) when settings.BackboneMethod.ReadsTexts => ", for it reads the texts itself",
            (null, false) => ", for the folder has no embeddings",
            _ => "",
        };
        _context.WriteLine($"{data.UserCount} users, {data.ItemCount} items, {data.Train.Count} training interactions");
        if (request.Moved is { } moved)
        {
            _context.WriteLine(moved);
        }

        var isFitted = settings.BackboneMethod.Fit is not null;
        var appended = settings.AppendTextScore > 0 ? $", {TrainSettings.TextScoreTitle(settings.AppendTextScore)} appended" : "";
        _context.WriteLine(isFitted ? $"{settings.BackboneMethod.Title}, which is computed, not trained{appended}" :
            $"{settings.BackboneMethod.Title} of width {settings.Width}, " +
            $"{(isAligned ? $"aligned ({settings.AlignmentMethod.Title})" : "not aligned")}{why}" +
            $"{appended}; {settings.Trainer.BatchSize} interactions a step, seed {settings.Seed}{SharedOptions.Named(settings.Trainer.Device)}{Shared()}");
        foreach (var idle in _catalog.Idle(request.Parsed, settings))
        {
            _context.Error.WriteLine(
                $"warning: {idle} does nothing for {settings.BackboneMethod.Title}" +
                $"{(isAligned ? $" with {settings.AlignmentMethod.Title}" : " without alignment")}.");
        }

        if (!isFitted && RunData.Endless(data, settings) is { } endless)
        {
            _context.Error.WriteLine($"warning: {endless}");
        }
    }
}
