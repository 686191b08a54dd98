using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Inspecting;
using DaRec.Cli.Output;
using DaRec.Cli.Reporting;
using DaRec.Cli.Reporting.Findings;
using DaRec.Cli.Reporting.Sections;
using DaRec.Cli.Services;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>report</c>.</summary>
internal sealed class ReportCommand
{
    private readonly CliContext _context;
    private readonly BaselineSource _baseline;
    private readonly Option<string> _data = ServiceSource.DataOption();
    private readonly Option<string> _threads = SharedOptions.Threads();

    private readonly Option<string> _run = new("--run") { HelpName = "DIR", Description = "A folder of train --out: what it came to, and what it found." };

    private readonly Option<string> _compare = new("--compare")
    {
        HelpName = "DIR",
        Description = "A folder of compare --out: who wins, by how much, and at what cost. With --run, both are on one page.",
    };

    private readonly Option<string> _out = new("--out") { HelpName = "FILE.html", Description = "The page; one there is replaced. [report.html]" };
    private readonly Option<string> _clusters = new("--clusters") { HelpName = "K", Description = "Preference centres of the run, at least 1. [12]" };

    private ReportCommand(CliContext context) => (_context, _baseline) = (context, new(context));

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new ReportCommand(context);
        var verb = new Verb(
            "report",
            "Writes one page of HTML about a run or a comparison: whether texts helped, whom, by how much and how sure, then figures, curves, " +
            "maps and groups of items. It needs no network, and prints.",
            "(--run DIR | --compare DIR) [--out FILE.html] [options]")
        {
            Examples =
            [
                ("darec report --run runs/aligned", "a run, compared with its recommender alone"),
                ("darec report --run runs/aligned --baseline runs/alone --out aligned.html", "compared with a run of your own"),
                ("darec report --compare results --out compared.html", "all methods of a comparison"),
                ("darec report --compare results --run runs/aligned", "the comparison, and what one of its methods found"),
            ],
        };
        verb.AddGroup("What is reported", command._run, command._compare, command._data);
        verb.AddGroup("Options [default]", command._out, command._baseline.Option, command._clusters, command._threads);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var clusters = Arguments.Count(parsed.GetValue(_clusters) ?? "12", _clusters.Name);
        var (directory, compared) = (parsed.GetValue(_run), parsed.GetValue(_compare));
        if (directory is null && compared is null)
        {
            throw new UsageException("Say what to report: --run DIR of train --out, or --compare DIR of compare --out.");
        }

        var path = parsed.GetValue(_out) ?? "report.html";
        EnsureWritable(path);
        var watch = Stopwatch.StartNew();
        var folder = compared is null ? null : ComparedFolder.Open(compared, _compare.Name);
        using var run = directory is null
            ? null
            : InspectedRun.Open(_context, directory, parsed.GetValue(_data), (_baseline, parsed.GetValue(_baseline.Option)), _run.Name);
        var findings = run is null ? null : new RunFindings(run, clusters);
        IReportSection[] sections =
        [
            .. folder is null ? [] : Sections(folder, hasGroups: findings is not null),
            .. findings is null ? [] : Sections(findings, directory!, isAlone: folder is null),
            Settings(folder, run),
        ];
        var subtitle = string.Join("; ", new[] { folder?.Comparison.Data, folder is null ? run?.Description : null, run?.After.Title }.OfType<string>());
        ReportPage.Save(path, ReportPage.Of(folder is null ? "What the texts did" : "What the comparison came to", subtitle, sections));
        _context.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{path}: {new FileInfo(path).Length / 1e6:0.00} MB, {watch.Elapsed.TotalSeconds:0.0} s"));
        return CliProgram.Done;
    }

    private static IEnumerable<IReportSection> Sections(RunFindings findings, string directory, bool isAlone)
    {
        var (run, curves) = (findings.Run, new List<TrainingCurves?>());
        if (run.Before is { } before)
        {
            curves.Add(CurvesSection.Read(before.Directory, before.Run, "before"));
        }

        curves.Add(CurvesSection.Read(directory, run.After.Run, "after"));
        IReportSection[] figures = [new VerdictSection(findings), new FiguresSection(findings), new ThirdsSection(findings)];
        return
        [
            .. isAlone ? figures : [],
            new CardsSection(findings.Run.After.Title, findings.Cards, hasMaps: true),
            new MapSection(findings),
            new HeatSection(findings),
            new ChangesSection(findings),
            new EmbeddingsSection(findings),
            .. isAlone ? [new CurvesSection([.. curves.OfType<TrainingCurves>()])] : Array.Empty<IReportSection>(),
        ];
    }

    private static IReportSection[] Sections(ComparedFolder folder, bool hasGroups) =>
    [
        new ComparedVerdictSection(folder, hasGroups),
        new MethodsSection(folder),
        new ComparedThirdsSection(folder),
        .. hasGroups || folder.Groups is not { } groups ? [] : new[] { new CardsSection(groups.Of, groups.Cards, hasMaps: false) },
        new CostSection(folder),
        new CurvesSection([.. folder.Comparison.Methods.Index().Select(method => Curves(method.Index, method.Item)).OfType<TrainingCurves>()]),
    ];

    private static TrainingCurves? Curves(int number, Comparing.ComparedMethod method)
    {
        var (seed, run) = method.Runs.OrderBy(run => run.Key).First();
        return run.Json[CurvesJson.Key] is JsonObject json
            ? new TrainingCurves($"{method.Title}, seed {seed}", $"c{number % 12}", json, run.Json["best_epoch"]?.GetValue<int>())
            : null;
    }

    private static SettingsSection Settings(ComparedFolder? folder, InspectedRun? run)
    {
        string[] lines = folder is null ? [] : [folder.Comparison.Command, .. folder.Comparison.Machine.Lines()];
        IEnumerable<(string, JsonObject)> methods = folder is null ? [] :
            from method in folder.Comparison.Methods
            let settings = method.Runs.OrderBy(entry => entry.Key).First().Value.Json["settings"] as JsonObject
            where settings is not null
            select ($"Settings of {method.Title}", settings);
        (string, JsonObject)[] own = run is null ? [] : [($"Settings of the run: {run.After.Title}", run.After.Run.Json)];
        return new SettingsSection(lines, [.. methods, .. own]);
    }

    private static void EnsureWritable(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full))
        {
            throw new UsageException($"--out {path}: that is a folder; expected a file, {Path.Combine(path, "report.html")} for one.");
        }

        if (!Directory.Exists(Path.GetDirectoryName(full)))
        {
            throw new UsageException($"--out {path} cannot be written: there is no folder {Path.GetDirectoryName(full)}.");
        }

        if (File.Exists(full) && !File.ReadLines(full).FirstOrDefault("").StartsWith("<!DOCTYPE html", StringComparison.OrdinalIgnoreCase))
        {
            throw new UsageException($"--out {path}: there is a file of another kind, which stays as it is; name another, or remove it.");
        }
    }
}
