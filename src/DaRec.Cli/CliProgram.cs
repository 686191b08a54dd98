using System.CommandLine;
using System.CommandLine.Help;
using DaRec.Cli.Commands;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using Spectre.Console;

namespace DaRec.Cli;

/// <summary>The program but for its process: arguments in, exit code out.</summary>
internal static class CliProgram
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int WrongUse = 2;
    public const int Interrupted = 130;

    /// <summary>Runs one verb; problems become a line on <paramref name="error"/> and an exit code.</summary>
    public static int Run(string[] args, IAnsiConsole console, TextWriter error, CancellationToken cancellation = default) =>
        Run(args, new CliContext(console, error, cancellation));

    /// <summary>Runs one verb; problems become a line on the context's error writer and an exit code.</summary>
    public static int Run(string[] args, CliContext context)
    {
        var (console, error) = (context.Console, context.Error);
        try
        {
            var root = CreateRoot(context);
            // Response files off: an argument with @ is an argument, a user's id for one.
            var parsed = root.Parse(args, new ParserConfiguration { EnablePosixBundling = false, ResponseFileTokenReplacer = null });
            if (parsed.Action is not { ClearsParseErrors: true } && parsed.Errors.Count > 0)
            {
                throw new UsageException(Problem(parsed));
            }

            if (context.Processes.Size > 1 && parsed.CommandResult.Command is Verb { Name: not ("train" or CheckProcessesCommand.VerbName) } alone)
            {
                throw new UsageException($"{alone.Name} works in one process, and mpirun started {context.Processes.Size}: start it without mpirun.");
            }

            return parsed.Invoke(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                Output = console.Profile.Out.Writer,
                Error = error,
            });
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("darec: interrupted.");
            return Interrupted;
        }
        catch (Exception exception)
        {
            var isDebugged = Environment.GetEnvironmentVariable("DAREC_DEBUG") == "1";
            error.WriteLine($"darec: {(isDebugged ? exception.ToString() : Messages.Of(exception))}");
            return exception is UsageException ? WrongUse : Failed;
        }
    }

    private static Command CreateRoot(CliContext context)
    {
        var root = new Command(
            "darec", "Trains recommenders, aligns them with text embeddings of a language model (DaRec), and ranks with the result.");
        Command[] verbs =
        [
            GenerateCommand.Create(context),
            ImportCommand.Create(context),
            EncodeCommand.Create(context),
            MergeShardsCommand.Create(context),
            TrainCommand.Create(context),
            CompareCommand.Create(context),
            TuneCommand.Create(context),
            AblateCommand.Create(context),
            SweepCommand.Create(context),
            SparsityCommand.Create(context),
            EvaluateCommand.Create(context),
            InspectCommand.Create(context),
            ReportCommand.Create(context),
            DiagnoseCommand.Create(context),
            RecommendCommand.Create(context),
            ExportCommand.Create(context),
            SimilarCommand.Create(context),
            AddItemsCommand.Create(context),
            BenchCommand.Create(context),
            CheckDeviceCommand.Create(context),
            CheckProcessesCommand.Create(context),
            TheoremsCommand.Create(context),
            SpinCommand.Create(context),
            CheckLeaksCommand.Create(context),
            CheckResumeCommand.Create(context),
            FuzzCommand.Create(context),
        ];
        foreach (var verb in verbs)
        {
            root.Subcommands.Add(verb);
        }

        root.Options.Add(new HelpOption("--help", "-h", "-?") { Action = new HelpPage(context), Description = "Shows this help." });
        root.Options.Add(new VersionOption { Description = "Shows the version." });
        return root;
    }

    private static string Problem(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var name = command is Verb ? $"darec {command.Name}" : "darec";
        var unknown = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        var problem = unknown switch
        {
            not null when unknown.Split('=')[0] == "--device" && command is Verb =>
                $"{command.Name} has no --device: it computes on the processor alone.",
            not null when unknown.StartsWith('-') =>
                $"There is no option {unknown}; did you mean " +
                $"{Nearest.To(unknown.Split('=')[0], command.Options.Select(option => option.Name))}?",
            not null when command is Verb => $"There is no place for '{unknown}'.",
            not null =>
                $"There is no verb '{unknown}'; did you mean {Nearest.To(unknown, command.Subcommands.Where(verb => !verb.Hidden).Select(verb => verb.Name))}?",
            null when command is not Verb => "Say what to do: generate, import, encode, merge-shards, train, compare, tune, ablate, sweep, sparsity, " +
                "evaluate, inspect, report, diagnose, recommend, export, similar, add-items, bench, check-device, check-processes or theorems.",
            null => parsed.Errors[0].Message,
        };
        return $"{problem}{Environment.NewLine}Type '{name} --help' to see what there is.";
    }
}
