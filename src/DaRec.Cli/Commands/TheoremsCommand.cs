using System.CommandLine;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Measuring;
using DaRec.Cli.Output;
using DaRec.Diagnostics.Theorems;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>theorems</c>.</summary>
internal sealed class TheoremsCommand
{
    private const double Excess = 0.01; // bits that a wrong bound asks for beyond the theorem's

    private readonly CliContext _context;
    private readonly Theorem2Options _planted;
    private readonly Option<string> _joints = new("--joints")
    {
        HelpName = "N",
        Description = "Distributions that theorem 1, and three wrong bounds, are tried on; at least 1. [10000]",
    };

    private readonly Option<string> _seeds = new("--seeds")
    {
        HelpName = "N",
        Description = "Runs of theorem 2, over which its intervals are taken; at least 2. [5]",
    };

    private readonly Option<string> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Seed of the distributions, and of the first run. [2023]",
    };

    private readonly Option<string> _weight = new("--alignment-weight")
    {
        HelpName = "X",
        Description = "λ of theorem 2's trainings, at least 0: the weight of the alignment beside the task's loss. [1]",
    };

    private readonly Option<string> _threads = SharedOptions.Threads();
    private readonly Option<string> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Writes theorems.json and theorems.md here.",
    };

    private TheoremsCommand(CliContext context, Theorem2Options planted) => (_context, _planted) = (context, planted);

    /// <summary>The verb.</summary>
    /// <param name="context">Where it writes.</param>
    /// <param name="planted">Sizes of theorem 2's trainings; null takes the defaults.</param>
    public static Verb Create(CliContext context, Theorem2Options? planted = null)
    {
        var command = new TheoremsCommand(context, planted ?? new Theorem2Options());
        var verb = new Verb(
            "theorems",
            "Checks the paper's two theorems: the first exactly, on many distributions, beside wrong bounds that must fail; the second by " +
            "trainings on planted data. Ends with exit code 1 where the first theorem fails, or a wrong bound does not.",
            "[options]")
        {
            Examples =
            [
                ("darec theorems", "both, in a minute or two"),
                ("darec theorems --joints 100000 --seeds 10 --out results", "more of both, with a report in Markdown and JSON"),
                ("darec theorems --alignment-weight 10", "trainings that align ten times as strongly"),
            ],
        };
        verb.AddGroup(
            "Options [default]", command._joints, command._seeds, command._seed, command._weight, command._threads, command._out);
        verb.SetAction(parsed => command.Run(verb, parsed));
        return verb;
    }

    private int Run(Verb verb, ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var joints = Arguments.Count(parsed.GetValue(_joints) ?? "10000", _joints.Name);
        var seed = Arguments.Seed(parsed.GetValue(_seed) ?? "2023", _seed.Name);
        var planted = Asked(parsed) with { Seed = seed };
        using var folder = Outputs.Open(parsed.GetValue(_out), _out.Name, path => new OutputFolder(path));
        var machine = MachineDescription.Here(TorchSharp.torch.CPU);
        foreach (var line in machine.Lines())
        {
            _context.WriteLine(line);
        }

        Theorem1Bound[] bounds = [Theorem1Bound.Paper, Theorem1Bound.Twice, Theorem1Bound.Above(Excess), Theorem1Bound.FirstAlone];
        var bound = Theorem1Check.Run(joints, seed, bounds, _context.Cancellation);
        var report = new TheoremsReport(CommandLine.Of(verb, parsed), machine, bound, planted, []);
        Show(TheoremTables.First(report), TheoremTables.FirstSummary(report));
        report = report with { Second = Theorem2.Run(planted, _context.Cancellation) };
        Show(TheoremTables.Second(report), TheoremTables.SecondSummary(report));
        if (folder is not null)
        {
            JsonFile.Write(folder["theorems.json"], TheoremsJson.Of(report));
            File.WriteAllText(folder["theorems.md"], TheoremsMarkdown.Of(report));
            folder.Commit();
        }

        foreach (var failure in report.Failures)
        {
            _context.Error.WriteLine($"failed: {failure}");
        }

        return report.Failures.Any() ? CliProgram.Failed : CliProgram.Done;
    }

    private Theorem2Options Asked(ParseResult parsed)
    {
        var planted = _planted;
        if (parsed.GetValue(_seeds) is { } seeds)
        {
            planted = Arguments.Count(seeds, _seeds.Name) is >= 2 and var count
                ? planted with { SeedCount = count }
                : throw new UsageException($"{_seeds.Name} {seeds}: expected a whole number ≥ 2; one run has no interval.");
        }

        if (parsed.GetValue(_weight) is { } weight)
        {
            planted = planted with { AlignmentWeight = Arguments.Weight(weight, _weight.Name) };
        }

        return planted;
    }

    private void Show(IEnumerable<ReportTable> tables, IEnumerable<string> summary)
    {
        foreach (var table in tables)
        {
            _context.WriteLine("");
            _context.WriteLine(table.Title);
            Tables.Write(_context, table.Columns, table.Rows);
        }

        foreach (var line in summary)
        {
            _context.WriteLine(line);
        }
    }
}
