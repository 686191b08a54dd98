using System.CommandLine;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using DaRec.Cli.Tuning;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>tune</c>.</summary>
internal sealed class TuneCommand
{
    private readonly CliContext _context;
    private readonly SettingsCatalog _catalog = new();
    private readonly Option<string> _data = Folder.Option();
    private readonly Option<string> _config = SharedOptions.Config();
    private readonly Option<string> _jobs = SharedOptions.Jobs();
    private readonly Option<string> _threads = SharedOptions.Threads();
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<string[]> _search = new("--search")
    {
        HelpName = "NAME=RANGE",
        Description = "An option of train and the values to try: low..high, or values with commas between (lists of widths: with / " +
            "between). From low..high with low above 0 and high at least ten times low, each power of ten is as likely. Once for each option.",
    };

    private readonly Option<string> _method = new("--method")
    {
        HelpName = "random|halving",
        Description = "random trains each trial to its end; halving trains all for a few epochs, the best third for three times as many, " +
            "and so on. [random]",
    };

    private readonly Option<string> _objective = new("--objective")
    {
        HelpName = "recall|cold|warm|overall",
        Description = "What the search goes by on the validation part: recall@20 of all its users, or that of a ranking that needs new " +
            "items there, without training interactions: of these alone, of the other items alone, or of all items. [recall]",
    };

    private readonly Option<string> _trials = new("--trials")
    {
        HelpName = "N",
        Description = "Trials, combinations of values drawn at random, at least 1. [20]",
    };

    private readonly Option<string> _firstEpochs = new("--halving-epochs")
    {
        HelpName = "N",
        Description = "Epochs of the first round of --method halving, at least 1. [9]",
    };

    private readonly Option<string> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Seed of the draws: the same seed gives the same trials. [2023]",
    };

    private readonly Option<string> _tuneSeeds = new("--tune-seeds")
    {
        HelpName = "N,…",
        Description = "Seeds that each trial is trained with; their mean recall counts. [2023]",
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Writes all trials to trials.jsonl, the best settings to best.json for train --config, and each finished run to " +
            "runs/. The same command called again does only the runs that are missing.",
    };

    private TuneCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new TuneCommand(context);
        var verb = new Verb(
            "tune",
            "Searches for the settings with the best recall on the validation part, and measures these on the test part at the end.",
            "--data DIR --search NAME=RANGE [--search …] [options]")
        {
            Examples =
            [
                ("darec tune --data data/lastfm --search alignment-weight=0.001..0.3 --search layers=1..4 --out tuned",
                    "twenty trials of LightGCN with DaRec"),
                ("darec tune --data data/lastfm --align rlmrec-con --search rlmrec-con-weight=1e-3..1 --tune-seeds 1,2",
                    "a baseline, two seeds a trial"),
                ("darec tune --data data/lastfm --search sample-size=256,512,1024 --search width=16,32,64 --method halving --trials 9",
                    "nine trials for a few epochs, the best of them for more"),
                ("darec train --config tuned/best.json", "trains the best trial again"),
            ],
        };
        verb.AddGroup(
            "Search [default]",
            command._data,
            command._search,
            command._method,
            command._objective,
            command._trials,
            command._firstEpochs,
            command._seed,
            command._tuneSeeds,
            command._jobs,
            command._threads,
            command._device,
            command._out);
        verb.AddGroup("Settings of all trials", command._catalog.Preset, command._config);
        command._catalog.AddTo(verb, TrainingSettings.Seed);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var method = Arguments.Kind<SearchMethod>(parsed.GetValue(_method) ?? "random", _method.Name);
        var objective = Arguments.Kind<SearchObjective>(parsed.GetValue(_objective) ?? "recall", _objective.Name);
        var count = Arguments.Count(parsed.GetValue(_trials) ?? "20", _trials.Name);
        var firstEpochs = Arguments.Count(parsed.GetValue(_firstEpochs) ?? "9", _firstEpochs.Name);
        var searchSeed = Arguments.Seed(parsed.GetValue(_seed) ?? "2023", _seed.Name);
        var jobs = Arguments.Count(parsed.GetValue(_jobs) ?? "1", _jobs.Name);
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device);
        var file = parsed.GetValue(_config) is { } config ? SettingsFile.Load(config) : null;
        _catalog.RefuseList(parsed, file);
        var asked = _catalog.ReadTraining(parsed, file);
        var directory = parsed.GetValue(_data) ?? file?.Data;
        var align = Folder.Alignment(directory, asked);
        var settings = _catalog.Complete(parsed, file, asked with { Align = align });
        var seeds = parsed.GetValue(_tuneSeeds) is { } typed ? Arguments.Seeds(typed, _tuneSeeds.Name) : [settings.Seed];
        var space = Space(parsed, settings, method);
        var (data, hasTest) = Check(directory, settings, objective);
        using var session = new RunSession(_context, directory!, parsed.GetValue(_out), jobs, device);
        var trials = space.Draw(count, searchSeed);
        _context.WriteLine(data);
        Announce(parsed, settings, trials.Count, count, device);

        var log = new TrialLog(parsed.GetValue(_out));
        var runner = new TrialRunner(session, settings, seeds, objective, log);
        var results = method == SearchMethod.Random
            ? runner.Train(trials, null)
            : SuccessiveHalving.Run(trials, firstEpochs, settings.Trainer.MaxEpochs, Stage);
        _context.WriteLine("");
        _context.WriteLine("Validation part, best trial first");
        TrialTable.Show(_context, space, results);
        foreach (var failed in results.Where(result => result.Error is not null))
        {
            _context.Error.WriteLine($"failed: trial {failed.Trial.Number} ({failed.Trial.Title}): {failed.Error}");
        }

        if (TrialResult.Ranked(results)[0] is not { Error: null } best)
        {
            return CliProgram.Failed;
        }

        var outcome = new BestTrial(_context, runner, best);
        var isDone = outcome.Measure(hasTest);
        if (parsed.GetValue(_out) is { } output)
        {
            outcome.Save(output, directory!);
        }

        return isDone ? CliProgram.Done : CliProgram.Failed;

        IReadOnlyList<TrialResult> Stage(IReadOnlyList<Trial> stage, int epochs)
        {
            _context.WriteLine($"{stage.Count} trial{(stage.Count == 1 ? "" : "s")} of {epochs} epochs at most");
            var ended = runner.Train(stage, epochs);
            log.EndStage();
            return ended;
        }
    }

    private SearchSpace Space(ParseResult parsed, TrainSettings settings, SearchMethod method)
    {
        var decided = new Dictionary<Setting, string>
        {
            [TrainingSettings.Seed] = $"a seed is nothing to choose; several are averaged with {_tuneSeeds.Name} 1,2.",
            [TrainingSettings.Backbone] = "one recommender is tuned at a time; expected --backbone NAME.",
            [TrainingSettings.Subsample] = "it is a matter of the data and no choice; expected another option.",
            [TrainingSettings.WarmHeldOut] = "it is a matter of the data and no choice; expected another option.",
            [TrainingSettings.NewItems] = "one way to place new items is tuned at a time; expected --new-items NAME.",
            [TrainingSettings.Align] = "one alignment is tuned at a time; expected --align NAME.",
        };
        if (method == SearchMethod.Halving)
        {
            decided[TrainingSettings.Epochs] = "halving decides on the epochs; expected another option.";
        }

        if (parsed.GetValue(_search) is not { Length: > 0 } texts)
        {
            throw new UsageException($"Say what to try: {_search.Name} learning-rate=1e-4..1e-2, for one.");
        }

        var space = SearchSpace.Parse(texts, _search.Name, settings, decided);
        return space.Ranges.FirstOrDefault(range => IsTyped(parsed, range)) is { } both
            ? throw new UsageException($"--{both.Name} is set and searched; expected one of both.")
            : space;
    }

    private static bool IsTyped(ParseResult parsed, SearchRange range) => parsed.CommandResult.Command.Options
        .Any(option => option.Name == range.Setting.Flag && parsed.GetResult(option) is { Implicit: false });

    // The data's name and sizes, and whether there is a test part; nothing else is asked of it before the end.
    private (string Data, bool HasTest) Check(string? directory, TrainSettings settings, SearchObjective objective)
    {
        using var opened = Folder.Open(directory, _context);
        using var data = RunData.Of(opened, settings);
        TrainingRun.EnsureTexts(data, settings);
        if (data.Validation is not { Count: > 0 })
        {
            throw new UsageException($"There is no validation part (val) in {directory} to tune on.");
        }

        SearchObjectives.Ensure(objective, data, _objective.Name);
        if (RunData.Endless(data, settings) is { } endless)
        {
            _context.Error.WriteLine($"warning: {endless}");
        }

        return (RunData.Describe(directory!, opened, data), data.Test is { Count: > 0 });
    }

    private void Announce(ParseResult parsed, TrainSettings settings, int count, int asked, torch.Device device)
    {
        var fewer = count < asked ? ", for the ranges hold no more that differ" : "";
        _context.WriteLine($"{settings.Title}: {count} trial{(count == 1 ? "" : "s")}{fewer}{SharedOptions.Named(device)}");
        foreach (var idle in _catalog.Idle(parsed, settings))
        {
            _context.Error.WriteLine($"warning: {idle} does nothing for {settings.Title}.");
        }
    }
}
