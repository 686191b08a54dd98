using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using DaRec.Cli.Fuzzing;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Commands;

/// <summary>The hidden verb <c>fuzz</c>: reads damaged files of every format, for those who change a reader.</summary>
internal sealed class FuzzCommand
{
    /// <summary>The verb's name.</summary>
    public const string Name = "fuzz";

    private const int DefaultMutants = 2000;
    private static readonly TimeSpan LongestRead = TimeSpan.FromSeconds(30);

    private readonly CliContext _context;
    private readonly Option<string> _format = new("--format") { Description = "Formats whose name has this in it. [all]" };
    private readonly Option<string> _mutants = new("--mutants") { Description = "Mutants of each format. [2000]" };
    private readonly Option<string> _first = new("--first") { Description = "Number of the first mutant, to repeat one. [0]" };
    private readonly Option<string> _seed = new("--seed") { Description = "Seed of the mutants. [1]" };

    private FuzzCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Command Create(CliContext context)
    {
        var fuzz = new FuzzCommand(context);
        var command = new Command(Name, "Reads mutants of files of every format, and counts those that are neither read nor refused.")
        {
            Hidden = true,
        };
        foreach (var option in new[] { fuzz._format, fuzz._mutants, fuzz._first, fuzz._seed })
        {
            command.Options.Add(option);
        }

        command.SetAction(fuzz.Run);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        var targets = Targets(parsed.GetValue(_format));
        var mutants = parsed.GetValue(_mutants) is { } count ? Arguments.Count(count, _mutants.Name) : DefaultMutants;
        var first = Arguments.Seed(parsed.GetValue(_first) ?? "0", _first.Name);
        var seed = Arguments.Seed(parsed.GetValue(_seed) ?? "1", _seed.Name);
        var root = Directory.CreateDirectory(Path.Combine(Fuzzer.Root, $"darec-fuzz-{Path.GetRandomFileName()}")).FullName;
        try
        {
            List<FuzzRow> rows = [];
            var cells = new List<string[]>();
            foreach (var (number, target) in targets.Index())
            {
                var folder = Directory.CreateDirectory(Path.Combine(root, $"{number}")).FullName;
                var fuzzer = new Fuzzer(folder, seed, () => GC.GetTotalAllocatedBytes());
                using var watch = Watch(fuzzer);
                var start = Stopwatch.GetTimestamp();
                var row = fuzzer.Run(target, mutants, first, _context.Cancellation);
                rows.Add(row);
                cells.Add(Cells(row, Stopwatch.GetElapsedTime(start)));
            }

            Tables.Write(_context, ["Format", "Mutants", "Accepted", "Documented", "Other", "> 1 s", "Fat", "Seconds", "Peak MB"], cells);
            foreach (var row in rows)
            {
                foreach (var example in row.Examples)
                {
                    _context.WriteLine($"{row.Format}: {example}");
                }
            }

            return rows.All(row => row.IsClean) ? CliProgram.Done : CliProgram.Failed;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static FuzzTarget[] Targets(string? format)
    {
        var all = FuzzTargets.Create();
        FuzzTarget[] chosen = [.. all.Where(target => format is null || target.Name.Contains(format, StringComparison.OrdinalIgnoreCase))];
        return chosen.Length > 0
            ? chosen
            : throw new UsageException($"--format {format}: there is no such format; did you mean {Nearest.To(format!, all.Select(target => target.Name))}?");
    }

    // A reader that hangs cannot be stopped: the process ends, and says what it read.
    private Timer Watch(Fuzzer fuzzer) => new(
        _ =>
        {
            if (fuzzer.Current is var (format, number, start) && Stopwatch.GetElapsedTime(start) > LongestRead)
            {
                _context.Error.WriteLine($"darec: {format}: mutant {number} is read for more than {LongestRead.TotalSeconds} s.");
                Environment.Exit(CliProgram.Failed);
            }
        },
        null,
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(1));

    private static string[] Cells(FuzzRow row, TimeSpan time)
    {
        using var process = Process.GetCurrentProcess();
        int[] counts = [row.Mutants, row.Accepted, row.Documented, row.Other, row.Slow, row.Fat, (int)time.TotalSeconds, (int)(process.PeakWorkingSet64 >> 20)];
        return [row.Format, .. counts.Select(count => count.ToString("N0", CultureInfo.InvariantCulture))];
    }
}
