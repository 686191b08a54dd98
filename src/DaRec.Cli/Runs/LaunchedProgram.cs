using DaRec.Distributed;
using DaRec.Distributed.Mpi;
using Spectre.Console;

namespace DaRec.Cli.Runs;

/// <summary>The program in the processes that <c>mpirun</c> started; without it, in this one.</summary>
/// <remarks>
/// Process 0 reads arguments, prints and writes as ever; the others are silent. One that fails ends all of them, with one line: where all
/// fail alike, that of process 0.
/// </remarks>
internal static class LaunchedProgram
{
    private static readonly TimeSpan FirstsTurn = TimeSpan.FromSeconds(2);

    /// <summary>Runs one verb and gives the exit code; where it failed among several processes, it ends them instead.</summary>
    public static int Run(string[] args, IAnsiConsole console, TextWriter error, CancellationToken cancellation)
    {
        if (Launcher.Place is not { Size: > 1 } place)
        {
            return CliProgram.Run(args, console, error, cancellation);
        }

        MpiCommunicator processes;
        try
        {
            processes = MpiCommunicator.Open();
        }
        catch (Exception exception) when (exception is MpiMissingException or InvalidOperationException or NotSupportedException)
        {
            (place.Rank == 0 ? error : TextWriter.Null).WriteLine($"darec: {exception.Message}");
            return CliProgram.Failed;
        }

        var isFirst = processes.Rank == 0;
        using var said = new StringWriter();
        var code = CliProgram.Run(args, new CliContext(isFirst ? console : Silent(), isFirst ? error : said, cancellation) { Processes = processes });
        if (code == CliProgram.Done)
        {
            processes.Dispose();
            return code;
        }

        if (!isFirst)
        {
            Thread.Sleep(FirstsTurn);
            error.WriteLine($"darec: process {processes.Rank} of {processes.Size} failed: {Message(said.ToString())}");
        }

        processes.Abort(code);
        return code;
    }

    private static IAnsiConsole Silent() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        Interactive = InteractionSupport.No,
        Out = new AnsiConsoleOutput(TextWriter.Null),
    });

    // What it would have said, without the program's name.
    private static string Message(string said)
    {
        var line = said.Split('\n').FirstOrDefault(line => line.StartsWith("darec: ", StringComparison.Ordinal)) ?? said;
        return line["darec: ".Length..].TrimEnd();
    }
}
