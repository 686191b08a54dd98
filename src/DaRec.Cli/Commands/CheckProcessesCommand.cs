using System.CommandLine;
using System.Globalization;
using DaRec.Cli.Checking;
using DaRec.Distributed;
using static TorchSharp.torch;

namespace DaRec.Cli.Commands;

/// <summary>The verb <c>check-processes</c>.</summary>
internal sealed class CheckProcessesCommand
{
    /// <summary>Its name; besides <c>train</c> the one verb that several processes run together.</summary>
    public const string VerbName = "check-processes";

    private const double Tolerance = 1e-4; // float32: sums of many rows in another order are apart by 1e-5 at 16,384 rows

    private readonly CliContext _context;
    private readonly Option<string> _rows = new("--rows")
    {
        HelpName = "N",
        Description = "Rows that the terms are measured over, at least 2; more share better. [8192]",
    };

    private readonly Option<string> _width = new("--width") { HelpName = "N", Description = "Width of the rows, at least 1; texts have twice that. [32]" };
    private readonly Option<string> _repeats = new("--repeats") { HelpName = "N", Description = "How often each is measured, at least 1. [9]" };
    private readonly Option<string> _threads = SharedOptions.Threads();

    private CheckProcessesCommand(CliContext context) => _context = context;

    /// <summary>The verb.</summary>
    public static Verb Create(CliContext context)
    {
        var command = new CheckProcessesCommand(context);
        var verb = new Verb(
            VerbName,
            "Checks that the processes that mpirun started find each other and compute what one computes, and measures how much faster they " +
            "are. Ends with exit code 1 where something differs.",
            "[options]")
        {
            Examples =
            [
                ("mpirun -n 2 darec check-processes --threads 1", "two processes on this machine, a core each"),
                ("mpirun --hostfile hosts -n 4 darec check-processes", "four processes on the machines that the file names"),
            ],
        };
        verb.AddGroup("Options [default]", command._rows, command._width, command._repeats, command._threads);
        verb.SetAction(command.Run);
        return verb;
    }

    private int Run(ParseResult parsed)
    {
        SharedOptions.SetThreads(parsed, _threads);
        var (rows, width) = (Arguments.Count(parsed.GetValue(_rows) ?? "8192", _rows.Name), Arguments.Count(parsed.GetValue(_width) ?? "32", _width.Name));
        var repeats = Arguments.Count(parsed.GetValue(_repeats) ?? "9", _repeats.Name);
        var processes = _context.Processes;
        if (rows < 2)
        {
            throw new UsageException($"{_rows.Name} {rows}: expected at least 2.");
        }

        var machines = CollectiveCheck.Machines(processes).Select((machine, rank) => $"{rank} on {machine}");
        var library = processes is MpiCommunicator mpi ? mpi.Library : $"no MPI; type mpirun -n 2 darec {VerbName}";
        _context.WriteLine($"{processes.Size} process{(processes.Size == 1 ? "" : "es")} ({library}): {string.Join(", ", machines)}");
        var problems = CollectiveCheck.Problems(processes);
        foreach (var problem in problems)
        {
            _context.Error.WriteLine($"failed: {problem} on process {processes.Rank}");
        }

        _context.WriteLine($"Sums, copies and gathers: {(problems.Count == 0 ? "right" : "WRONG")}.");
        foreach (var count in (long[])[1, rows * (long)width])
        {
            _context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"A sum of {count * sizeof(float) / 1e6:0.######} MB takes {CollectiveCheck.SecondsOfASum(processes, count) * 1e3:0.000} ms."));
        }

        _context.WriteLine("");
        _context.WriteLine($"Terms over {rows} rows of width {width}, value and gradient, {get_num_threads()} thread(s) a process, medians of {repeats}");
        _context.WriteLine($"{"",-18}{"one process",14}{$"{processes.Size} processes",14}{"faster",10}{"apart by",12}");
        var wrong = problems.Count;
        foreach (var term in SharedTermCheck.All(processes, rows, width, repeats, _context.Cancellation))
        {
            var isRight = processes.Rank > 0 || term.Difference <= Tolerance;
            wrong += isRight ? 0 : 1;
            _context.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{term.Name,-18}{term.Alone * 1e3,11:0.00} ms{term.Shared * 1e3,11:0.00} ms{term.Ratio,8:0.00} ×{term.Difference,12:0.0e0}{(isRight ? "" : "  WRONG")}"));
        }

        return wrong == 0 ? CliProgram.Done : CliProgram.Failed;
    }
}
