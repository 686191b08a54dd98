using System.CommandLine;
using System.Globalization;
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

    private readonly Option<string> _newItems = new("--new-items")
    {
        HelpName = "NAME,…",
        Description = "How each of them places items without training interactions: " +
            $"{string.Join(", ", Method.Placements.Values.Select(method => method.Key))}. [none]",
    };

    private readonly Option<string> _seeds = new("--seeds")
    {
        HelpName = "N,…",
        Description = "Seeds that each method is trained with. [2023,2024,2025]",
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
                ("darec compare --data data/citeulike --new-items none,neighbor-mean,aldi --out results",
                    "three ways to rank items that nobody has taken yet, without and with DaRec"),
                ("darec compare --data data/amazon --preset amazon --seeds 1,2,3,4,5 --jobs 4 --out results",
                    "published settings, five seeds, four runs at a time"),
            ],
        };
        verb.AddGroup(
            "Comparison [default]",
            command._data,
            command._backbones,
            command._align,
            command._newItems,
            command._seeds,
            command._jobs,
            command._threads,
            command._device,
            command._slices,
            command._out);
        verb.AddGroup("Settings of all runs", command._catalog.Preset, command._config);
        command._catalog.AddTo(verb, TrainingSettings.Backbone, TrainingSettings.Align, TrainingSettings.NewItems, TrainingSettings.Seed);
        verb.SetAction(parsed => command.Run(verb, parsed));
        return verb;
    }

    private int Run(Verb verb, ParseResult parsed)
    {
        var backbones = Arguments.Kinds<BackboneKind>(parsed.GetValue(_backbones) ?? "lightgcn", _backbones.Name);
        var aligns = Arguments.Kinds<AlignmentKind>(parsed.GetValue(_align) ?? "none,darec", _align.Name);
        NewItemKind?[] placements = parsed.GetValue(_newItems) is { } typed
            ? [.. Arguments.Kinds<NewItemKind>(typed, _newItems.Name).Select(kind => (NewItemKind?)kind)]
            : [null];
        var seeds = Arguments.Seeds(parsed.GetValue(_seeds) ?? "2023,2024,2025", _seeds.Name);
        var jobs = Arguments.Count(parsed.GetValue(_jobs) ?? "1", _jobs.Name);
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device);
        var hasSlices = Arguments.Flag(parsed.GetValue(_slices) ?? "false", _slices.Name);
        var file = parsed.GetValue(_config) is { } config ? SettingsFile.Load(config) : null;
        var training = _catalog.ReadTraining(parsed, file);
        TrainSettings[] all =
        [
            .. from backbone in backbones
               let isTrained = Method.Backbones[backbone].Fit is null // else it is there once, alone
               from align in isTrained ? aligns : [AlignmentKind.None]
               from placement in isTrained ? placements : [null]
               from seed in seeds
               select _catalog.Complete(parsed, file, training.WithSeed(seed) with
               {
                   Backbone = backbone,
                   Align = align,
                   NewItems = placement,
               }),
        ];
        var directory = parsed.GetValue(_data) ?? file?.Data;
        var data = Open(directory, all);
        using var session = new RunSession(_context, directory!, parsed.GetValue(_out), jobs, device);
        Announce(parsed, data, all, seeds.Count, device);

        PlannedRun[] runs = [.. all.Select(Plan)];
        var outcomes = session.Run(runs);

        var comparison = new Comparison(
            CommandLine.Of(verb, parsed),
            data,
            MachineDescription.Here(device) with { Threads = ChildProgram.Threads(jobs) },
            jobs,
            Methods(all, outcomes),
            [.. outcomes.Where(outcome => outcome.Result is null)]);
        ComparisonReport.Show(_context, comparison, hasSlices);
        if (parsed.GetValue(_out) is { } output)
        {
            ComparisonReport.Save(output, comparison);
        }

        return comparison.Failed.Count == 0 ? CliProgram.Done : CliProgram.Failed;
    }

    // The data's name and sizes, once they fit all runs.
    private string Open(string? directory, TrainSettings[] runs)
    {
        using var opened = Folder.Open(directory, _context);
        using var data = RunData.Of(opened, runs[0]);
        foreach (var run in runs)
        {
            TrainingRun.EnsureTexts(data, run);
        }

        NewItemRun.WarnIfIdle(_context, data, runs);

        if (data.Test is not { Count: > 0 })
        {
            throw new UsageException($"There is no test part (tst) in {directory} to compare on.");
        }

        if (RunData.Endless(data, runs[0]) is { } endless)
        {
            _context.Error.WriteLine($"warning: {endless}");
        }

        return RunData.Describe(directory!, opened, data);
    }

    private void Announce(ParseResult parsed, string data, TrainSettings[] runs, int seedCount, torch.Device device)
    {
        _context.WriteLine(data);
        var methods = runs.Length / seedCount;
        _context.WriteLine(
            $"{methods} method{(methods == 1 ? "" : "s")}, {seedCount} seed{(seedCount == 1 ? "" : "s")} each: {runs.Length} runs{SharedOptions.Named(device)}");
        foreach (var idle in _catalog.Idle(parsed, runs))
        {
            _context.Error.WriteLine($"warning: {idle} does nothing for any of these methods.");
        }
    }

    private static PlannedRun Plan(TrainSettings settings)
    {
        var seed = settings.Seed.ToString(CultureInfo.InvariantCulture);
        return new PlannedRun(
            $"{settings.BackboneMethod.Key}+{settings.AlignmentMethod.Key}" +
                $"{(settings.NewItems is null or NewItemKind.None ? "" : $"+{settings.PlacementMethod.Key}")}-{seed}",
            $"{settings.Title}, seed {seed}",
            settings.Title,
            SettingsCatalog.ToJson(settings));
    }

    private static ComparedMethod[] Methods(TrainSettings[] all, IReadOnlyList<RunOutcome> outcomes) =>
    [
        .. all.Zip(outcomes, (Settings, Outcome) => (Settings, Outcome))
            .Where(run => run.Outcome.Result is not null)
            .GroupBy(run => (run.Settings.Backbone, Align: run.Settings.Align!.Value, run.Settings.NewItems))
            .Select(group => new ComparedMethod(
                group.Key.Backbone,
                group.Key.Align,
                group.Key.NewItems,
                group.ToDictionary(run => run.Settings.Seed, run => run.Outcome.Result!))),
    ];
}
