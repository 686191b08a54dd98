using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Benchmarks;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Reporting;
using DaRec.Cli.Measuring;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>bench</c>.</summary>
internal sealed class BenchCommand
{
    private readonly CliContext _context;
    private readonly BenchmarkSettings _quick;
    private readonly Option<string> _data = new("--data")
    {
        HelpName = "DIR",
        Description = "Folder of the data whose interactions are used; otherwise some of Amazon-book's size are made up.",
    };

    private readonly Option<string> _only = new("--only")
    {
        HelpName = "NAME,…",
        Description = $"What to measure: {string.Join(", ", BenchmarkCatalog.All.Select(benchmark => benchmark.Name))}. " +
            $"[all; without --full none of {string.Join(", ", BenchmarkCatalog.All.Where(one => one.TakesMinutes).Select(one => one.Name))}; " +
            $"on a GPU {string.Join(", ", BenchmarkCatalog.All.Where(one => one.TakesDevice).Select(one => one.Name))}]",
    };

    private readonly Option<bool> _full = new("--full")
    {
        Description = "Measures seven rounds and all sizes; takes about 15 minutes, with --data more, and up to 8 GB of memory.",
    };

    private readonly Option<string> _upTo = new("--up-to")
    {
        HelpName = "N",
        Description = "Users, and items, of the largest data that scale takes, at least 2000; it begins with a 32nd of them. " +
            $"[{BenchmarkSettings.Quick.ScaleUpTo}; with --full {BenchmarkSettings.Full.ScaleUpTo}]",
    };

    private readonly Option<string> _threads = SharedOptions.Threads();
    private readonly Option<string> _device = SharedOptions.Device("cpu");
    private readonly Option<string> _peers = new("--peers")
    {
        HelpName = "FILE.json",
        Description = "Figures of PyTorch, scikit-learn and NumPy, as tests/DaRec.Benchmarks/peers.py --json writes them.",
    };

    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Writes bench.json, bench.md and the plot bench.png here.",
    };

    private BenchCommand(CliContext context, BenchmarkSettings quick) => (_context, _quick) = (context, quick);

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    /// <param name="quick">Rounds and sizes without <c>--full</c>; null takes <see cref="BenchmarkSettings.Quick"/>.</param>
    public static Verb Create(CliContext context, BenchmarkSettings? quick = null)
    {
        var command = new BenchCommand(context, quick ?? BenchmarkSettings.Quick);
        var verb = new Verb(
            "bench", "Measures speed and memory on this machine, compared with the usual way to compute the same.", "[options]")
        {
            Examples =
            [
                ("darec bench", "the short version: a minute or two"),
                ("darec bench --only uniformity,epoch --data data/lastfm", "two benchmarks, the second on interactions of your own"),
                ("darec bench --only scale --up-to 128000", "how seconds grow as users, items and interactions double"),
                ("darec bench --full --out results", "everything, with a report in Markdown and a plot"),
            ],
        };
        verb.AddGroup("Options [default]", command._data, command._only, command._full, command._upTo, command._threads, command._device, command._peers, command._out);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        var settings = parsed.GetValue(_full) ? BenchmarkSettings.Full : _quick;
        settings = parsed.GetValue(_upTo) is { } upTo ? settings with { ScaleUpTo = UpTo(upTo) } : settings;
        SharedOptions.SetThreads(parsed, _threads);
        var device = SharedOptions.DeviceOf(parsed, _device, "cpu");
        var chosen = Chosen(parsed.GetValue(_only), settings, device);
        var peers = Peers(parsed.GetValue(_peers));
        var directory = parsed.GetValue(_data);
        using var dataset = directory is null ? null : Folder.Open(directory, _context);
        using var folder = Outputs.Open(parsed.GetValue(_out), _out.Name, path => new OutputFolder(path));
        var data = dataset is null
            ? BenchmarkData.Planted(settings)
            : BenchmarkData.From(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory!))), dataset);
        var machine = MachineDescription.Here(device);
        if (peers is not null && peers.Threads != machine.Threads)
        {
            _context.Error.WriteLine($"warning: {_peers.Name} was measured with {peers.Threads} threads, this with {machine.Threads}.");
        }

        foreach (var line in machine.Lines())
        {
            _context.WriteLine(line);
        }

        var results = BenchProgress.Show(
            _context, chosen, new BenchmarkContext(settings, data, peers, _context.Cancellation) { Device = device });
        var report = new BenchmarkReport(CommandLine(parsed, chosen), machine, $"{data.Name}, {data.Size}", settings.Rounds, results);
        BenchTables.Show(_context, report);
        if (folder is not null)
        {
            Save(folder, report);
        }

        return CliProgram.Done;
    }

    private static IReadOnlyList<Benchmark> Chosen(string? names, BenchmarkSettings settings, torch.Device device)
    {
        var isOnGpu = device.type != DeviceType.CPU;
        if (names is null)
        {
            return
            [
                .. BenchmarkCatalog.All.Where(benchmark =>
                    isOnGpu ? benchmark.TakesDevice : settings.IsFull || !benchmark.TakesMinutes),
            ];
        }

        var known = BenchmarkCatalog.All.ToDictionary(benchmark => benchmark.Name);
        var asked = names.Split(',', StringSplitOptions.TrimEntries);
        foreach (var name in asked.Where(name => !known.ContainsKey(name)))
        {
            throw new UsageException(
                $"--only {names}: there is no benchmark '{name}'; did you mean {Nearest.To(name, known.Keys)}? " +
                $"There are {string.Join(", ", known.Keys)}.");
        }

        if (isOnGpu && asked.FirstOrDefault(name => !known[name].TakesDevice) is { } processor)
        {
            throw new UsageException(
                $"--only {names}: '{processor}' measures the processor's kernels; with --device {device} there are " +
                $"{string.Join(", ", BenchmarkCatalog.All.Where(benchmark => benchmark.TakesDevice).Select(benchmark => benchmark.Name))}.");
        }

        return [.. BenchmarkCatalog.All.Where(benchmark => asked.Contains(benchmark.Name))];
    }

    private int UpTo(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size >= 2000
        ? size
        : throw new UsageException($"{_upTo.Name} {text}: expected a whole number ≥ 2000.");

    private static PeerFigures? Peers(string? path) => path switch
    {
        null => null,
        _ when File.Exists(path) => PeerFigures.Read(path),
        _ => throw new UsageException($"There is no file {path} to --peers."),
    };

    // Without the places of files, which are nobody else's.
    private string CommandLine(ParseResult parsed, IReadOnlyList<Benchmark> chosen) => string.Join(' ', ((string[])
    [
        "darec bench",
        parsed.GetValue(_data) is null ? "" : "--data DIR",
        parsed.GetValue(_only) is null ? "" : $"--only {string.Join(',', chosen.Select(benchmark => benchmark.Name))}",
        parsed.GetValue(_full) ? "--full" : "",
        parsed.GetValue(_upTo) is { } upTo ? $"--up-to {upTo}" : "",
        parsed.GetValue(_threads) is { } threads ? $"--threads {threads}" : "",
        parsed.GetValue(_device) is { } device ? $"--device {device}" : "",
        parsed.GetValue(_peers) is null ? "" : "--peers peers.json",
        parsed.GetValue(_out) is null ? "" : "--out DIR",
    ]).Where(part => part.Length > 0));

    private void Save(OutputFolder folder, BenchmarkReport report)
    {
        const string plot = "bench.png";
        var hasPlot = report.Points.Count > 0 && Picture.TryDraw(_context, plot, () => ScalingPlot.Save(report.Points, folder[plot]));
        JsonFile.Write(folder["bench.json"], JsonReport.Of(report));
        File.WriteAllText(folder["bench.md"], MarkdownReport.Of(report, hasPlot ? plot : null));
        string[] outdated = hasPlot ? [] : [plot];
        folder.Commit(outdated);
    }
}
