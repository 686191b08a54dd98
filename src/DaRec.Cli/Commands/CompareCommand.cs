using System.CommandLine;
using DaRec.Cli.Comparing;
using DaRec.Cli.Measuring;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>compare</c>.</summary>
internal sealed class CompareCommand
{
    private const string Trials = "8";

    private readonly CliContext _context;
    private readonly SettingsCatalog _catalog = new();
    private readonly Option<string> _data = Folder.Option();
    private readonly Option<string> _config = SharedOptions.Config();
    private readonly Option<string> _jobs = SharedOptions.Jobs();
    private readonly Option<string> _threads = SharedOptions.Threads();
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<string> _backbones = new("--backbones")
    {
        HelpName = "NAME,…",
        Description = $"The recommenders: {string.Join(", ", Method.Backbones.Values.Select(method => method.Key))}. [lightgcn]",
    };

    private readonly Option<string> _align = new("--align")
    {
        HelpName = "NAME,…",
        Description = "How each of them uses the text embeddings in the data folder: " +
            $"{string.Join(", ", Method.Alignments.Values.Select(method => method.Key))}. [none,darec]",
    };

    private readonly Option<string> _appendTextScore = new(TrainingSettings.AppendTextScore.Flag)
    {
        HelpName = "WEIGHT,…",
        Description = "Weights of the text score added to what each ranks but darec, which has its own; 0,0.75 compares without and with it. [0]",
    };

    private readonly Option<string> _newItems = new("--new-items")
    {
        HelpName = "NAME,…",
        Description = "How each of them places items without training interactions: " +
            $"{string.Join(", ", Method.Placements.Values.Select(method => method.Key))}. [none]",
    };

    private readonly Option<string> _seeds = SharedOptions.Seeds("method");

    private readonly Option<string> _trials = new("--trials")
    {
        HelpName = "N",
        Description = "Where --preset lists the methods: trials of each on the validation part, at least 0, the first with the defaults; the " +
            $"best is compared. 0 compares the defaults. [{Trials}]",
    };

    private readonly Option<string> _slices = new("--slices")
    {
        HelpName = "true|false",
        Description = $"Also shows Recall@{PartMetrics.SliceCutoff} for the tail, middle and head thirds of items and of users: those " +
            "with the fewest, with more and with the most training interactions. The files always have it. [false]",
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Writes compare.json, compare.md and the plot compare.png here, and each finished run to runs/. The same command " +
            "called again does only the runs that are missing.",
    };

    private CompareCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new CompareCommand(context);
        var verb = new Verb(
            "compare",
            "Trains recommenders with and without texts, with several seeds each, and compares them on the test part.",
            "--data DIR --backbones NAME,… --align NAME,… --new-items NAME,… --seeds N,… [options]")
        {
            Examples =
            [
                ("darec compare --data data/lastfm", "LightGCN alone and with DaRec, three seeds each"),
                ("darec compare --data data/lastfm --backbones lightgcn,sgl --align none,darec,rlmrec-con,kar --out results",
                    "eight methods; an interrupted comparison goes on when the command is called again"),
                ("darec compare --data data/lastfm --align none,darec,rlmrec-con,kar --append-text-score 0,0.75 --out results",
                    "what DaRec's text score alone brings to the recommender and to other text methods"),
                ("darec compare --data data/citeulike --new-items none,neighbor-mean,aldi --out results",
                    "three ways to rank items that nobody has taken yet, without and with DaRec"),
                ("darec compare --data data/amazon --preset amazon --seeds 1,2,3,4,5 --jobs 4 --out results",
                    "published settings, five seeds, four runs at a time"),
                ("darec compare --data data/lastfm --preset text-rivals --out results",
                    "LightGCN without and with DaRec and thirteen rivals, each tuned in eight trials, and who wins"),
            ],
        };
        verb.AddGroup(
            "Comparison [default]",
            command._data,
            command._backbones,
            command._align,
            command._appendTextScore,
            command._newItems,
            command._seeds,
            command._trials,
            command._jobs,
            command._threads,
            command._device,
            command._slices,
            command._out);
        verb.AddGroup("Settings of all runs", command._catalog.Preset, command._config);
        command._catalog.AddTo(
            verb, TrainingSettings.Backbone, TrainingSettings.Align, TrainingSettings.AppendTextScore, TrainingSettings.NewItems, TrainingSettings.Seed);
        verb.SetAction(parsed => command.Run(verb, parsed));
        return verb;
    }

    private int Run(Verb verb, ParseResult parsed)
    {
        var seeds = SharedOptions.SeedsOf(parsed, _seeds);
        var jobs = Arguments.Count(parsed.GetValue(_jobs) ?? "1", _jobs.Name);
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device);
        var hasSlices = Arguments.Flag(parsed.GetValue(_slices) ?? "false", _slices.Name);
        var file = parsed.GetValue(_config) is { } config ? SettingsFile.Load(config) : null;
        var settings = new ComparedSettings(_catalog, parsed, file);
        var isListed = settings.Listed is not null;
        var (asked, trials) = Asked(parsed, settings);
        var directory = parsed.GetValue(_data) ?? file?.Data;
        var (data, methods) = Open(directory, asked, trials, isListed);
        using var session = new RunSession(_context, directory!, parsed.GetValue(_out), jobs, device);
        Announce(parsed, data, methods, (trials, seeds.Count), device);
        SayWhatIsLeftOut(asked, methods);

        var decided = trials > 0 ? PlannedMethod.Tune(methods, session, trials, seeds[0]) : methods;
        if (trials > 0)
        {
            _context.WriteLine("The test part is measured now, with the best trial of each method.");
        }

        var runs = decided.SelectMany(method => method.Runs(seeds), (method, run) => (Method: method, run.Seed, run.Run)).ToList();
        var outcomes = session.Run([.. runs.Select(run => run.Run)]);

        var comparison = new Comparison(
            CommandLine.Of(verb, parsed),
            data,
            MachineDescription.Here(device) with { Threads = ChildProgram.Threads(jobs) },
            jobs,
            Methods(runs.Zip(outcomes, (run, outcome) => (run.Method, run.Seed, outcome.Result))),
            [.. outcomes.Where(outcome => outcome.Result is null)])
        {
            FailedTrials = [.. decided.SelectMany(method => method.Tuning?.Results ?? []).Where(result => result.Error is not null)],
            IsListed = isListed,
        };
        ComparisonReport.Show(_context, comparison, hasSlices);
        if (parsed.GetValue(_out) is { } output)
        {
            ComparisonReport.Save(_context, output, comparison);
        }

        return comparison.Failed.Count == 0 && decided.All(method => method.IsDecided) ? CliProgram.Done : CliProgram.Failed;
    }

    // The methods, and how many trials each gets.
    private (IReadOnlyList<PlannedMethod> Methods, int Trials) Asked(ParseResult parsed, ComparedSettings settings)
    {
        if (settings.Listed is { } listed)
        {
            return new[] { _backbones, _align, _appendTextScore, _newItems }.FirstOrDefault(option => parsed.GetValue(option) is not null) is { } other
                ? throw new UsageException($"{other.Name}: the preset lists the methods; copy its file, change the list, and type --preset FILE.")
                : ([.. listed.Select(settings.Of)], Arguments.CountOrNone(parsed.GetValue(_trials) ?? Trials, _trials.Name));
        }

        if (parsed.GetValue(_trials) is not null)
        {
            throw new UsageException($"{_trials.Name} needs a preset that lists methods with ranges; type --preset text-rivals, for one.");
        }

        var backbones = Arguments.Kinds<BackboneKind>(parsed.GetValue(_backbones) ?? "lightgcn", _backbones.Name);
        var aligns = Arguments.Kinds<AlignmentKind>(parsed.GetValue(_align) ?? "none,darec", _align.Name);
        NewItemKind?[] placements = parsed.GetValue(_newItems) is { } typed
            ? [.. Arguments.Kinds<NewItemKind>(typed, _newItems.Name).Select(kind => (NewItemKind?)kind)]
            : [null];
        var scores = Arguments.Weights(parsed.GetValue(_appendTextScore) ?? "0", _appendTextScore.Name);
        return (settings.Cross(backbones, aligns, scores, placements), 0);
    }

    // The data's name and sizes, once they fit all methods; of those that a preset lists, the ones that the data have texts for.
    private (string Data, IReadOnlyList<PlannedMethod> Methods) Open(
        string? directory, IReadOnlyList<PlannedMethod> asked, int trials, bool isListed)
    {
        using var opened = Folder.Open(directory, _context);
        using var data = RunData.Of(opened, asked[0].Settings);
        PlannedMethod[] methods = [.. asked.Where(method => !isListed || !TrainingRun.LacksTexts(data, method.Settings))];
        foreach (var method in methods.Length > 0 ? methods : asked)
        {
            TrainingRun.EnsureTexts(data, method.Settings);
        }

        NewItemRun.WarnIfIdle(_context, data, [.. methods.Select(method => method.Settings)]);

        if (data.Test is not { Count: > 0 })
        {
            throw new UsageException($"There is no test part (tst) in {directory} to compare on.");
        }

        if (trials > 0 && data.Validation is not { Count: > 0 })
        {
            throw new UsageException($"There is no validation part (val) in {directory} to tune on; type {_trials.Name} 0 to compare the defaults.");
        }

        if (RunData.Endless(data, asked[0].Settings) is { } endless)
        {
            _context.Error.WriteLine($"warning: {endless}");
        }

        return (RunData.Describe(directory!, opened, data), methods);
    }

    private void Announce(
        ParseResult parsed, string data, IReadOnlyList<PlannedMethod> methods, (int Trials, int Seeds) each, torch.Device device)
    {
        _context.WriteLine(data);
        var tuning = each.Trials == 0 ? "" : $"{each.Trials} trial{(each.Trials == 1 ? "" : "s")} and ";
        _context.WriteLine(
            $"{methods.Count} method{(methods.Count == 1 ? "" : "s")}, {tuning}{each.Seeds} seed{(each.Seeds == 1 ? "" : "s")} each: " +
            $"{methods.Count * (each.Trials + each.Seeds)} runs{(each.Trials == 0 ? "" : " at most")}{SharedOptions.Named(device)}");
        foreach (var idle in _catalog.Idle(parsed, [.. methods.Select(method => method.Settings)]))
        {
            _context.Error.WriteLine($"warning: {idle} does nothing for any of these methods.");
        }
    }

    private void SayWhatIsLeftOut(IReadOnlyList<PlannedMethod> asked, IReadOnlyList<PlannedMethod> methods)
    {
        if (asked.Count > methods.Count)
        {
            _context.WriteLine(
                $"Left out, for the folder lacks their texts: {string.Join(", ", asked.Except(methods).Select(method => method.Settings.Title))}.");
        }
    }

    private static ComparedMethod[] Methods(IEnumerable<(PlannedMethod Method, int Seed, RunResult? Result)> runs) =>
    [
        .. runs.Where(run => run.Result is not null)
            .GroupBy(run => run.Method)
            .Select(group => ComparedMethod.Of(group.Key, group.ToDictionary(run => run.Seed, run => run.Result!))),
    ];
}
